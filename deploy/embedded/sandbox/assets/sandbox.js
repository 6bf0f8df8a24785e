// Puts each line that arrives where its time says, or in the place of what stood there before.
(function () {
  "use strict";

  var lines = document.getElementById("lines");
  var connection = document.getElementById("connection");
  var stream = new EventSource(connection.dataset.live);

  function connected(yes) {
    connection.textContent = yes ? connection.dataset.on : connection.dataset.off;
    connection.classList.toggle("live", yes);
    connection.classList.toggle("lost", !yes);
  }

  stream.addEventListener("open", function () {
    connected(true);
  });

  stream.addEventListener("error", function () {
    connected(false);
  });

  stream.addEventListener("line", function (event) {
    var made = document.createElement("template");
    made.innerHTML = event.data.trim();
    var item = made.content.firstElementChild;
    var old = document.getElementById(item.id);
    if (old) {
      var opened = old.querySelector("details[open]");
      if (opened && item.querySelector("details")) {
        item.querySelector("details").open = true;
      }
      old.replaceWith(item);
      return;
    }
    var before = lines.firstElementChild;
    while (before && Number(before.dataset.at) > Number(item.dataset.at)) {
      before = before.nextElementSibling;
    }
    lines.insertBefore(item, before);
  });
})();
