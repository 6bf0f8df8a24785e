// Counts what arrives, keeps out what stands there already, and says when the connection is lost.
(function () {
  "use strict";

  var title = document.title.replace(/^\(\d+\+?\) /, "");
  var heldBack = /^\s*<li id="(besked-[0-9a-f-]{36})"/;

  function count() {
    return document.getElementById("unread");
  }

  function show(number) {
    var shown = count();
    shown.dataset.count = String(number);
    shown.textContent = number > 999 ? "Over 999 ulæste" : number + (number === 1 ? " ulæst" : " ulæste");
    retitle();
  }

  function retitle() {
    var number = Number(count().dataset.count);
    document.title = (number ? "(" + (number > 999 ? "999+" : number) + ") " : "") + title;
  }

  function connected(yes) {
    var line = document.getElementById("connection");
    if (line) {
      line.textContent = yes ? line.dataset.on : line.dataset.off;
      line.classList.toggle("live", yes);
      line.classList.toggle("lost", !yes);
    }
  }

  document.addEventListener("htmx:sseOpen", function () {
    connected(true);
  });

  document.addEventListener("htmx:sseError", function () {
    connected(false);
  });

  // A stream that begins anew goes on from the page's own position and brings again what arrived since.
  document.addEventListener("htmx:sseBeforeMessage", function (event) {
    var found = heldBack.exec(event.detail.data);
    if (found && document.getElementById(found[1])) {
      event.preventDefault();
    }
  });

  document.addEventListener("htmx:sseMessage", function (event) {
    if (event.detail.type === "expired") {
      document.getElementById("connection").hidden = true;
      return;
    }
    show(Number(count().dataset.count) + 1);
    var arrived = event.target.querySelector("h3");
    if (arrived) {
      document.getElementById("announcement").textContent = "Ny besked: " + arrived.textContent.replace("Ulæst: ", "");
    }
  });

  // The button that was pressed is gone: whoever uses the keyboard goes on from the notice, not from the page's top.
  document.addEventListener("htmx:afterSwap", function (event) {
    var id = event.detail.pathInfo && /\/indbakke\/([0-9a-f-]{36})\/laest$/.exec(event.detail.pathInfo.requestPath);
    if (id) {
      var heading = document.getElementById("notice-" + id[1]);
      if (heading) {
        heading.focus({ preventScroll: true });
      }
    }
  });

  document.addEventListener("htmx:afterSettle", retitle);

  // Where something went wrong the form is sent the plain way, and the page that comes back says what it was.
  ["htmx:responseError", "htmx:sendError"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = event.detail.elt;
      if (form instanceof HTMLFormElement) {
        form.submit();
      }
    });
  });
})();
