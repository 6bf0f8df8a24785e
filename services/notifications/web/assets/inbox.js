// Counts what arrives, changes what stands there already, and says when the connection is lost.
(function () {
  "use strict";

  var title = document.title.replace(/^\(\d+\+?\) /, "");

  function count() {
    return document.getElementById("unread");
  }

  function show(number) {
    var shown = count();
    shown.dataset.count = String(number);
    shown.textContent = number > 999 ? "Over 999 ulæste" : number ? number + (number === 1 ? " ulæst" : " ulæste") : "Alt er læst";
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

  function titleOf(item) {
    return item.querySelector("h3").textContent.replace("Ulæst: ", "");
  }

  // News stand newest first, wherever they come from; what asks again stands on top.
  function place(item, list) {
    var before = list.firstElementChild;
    if (list.id === "news") {
      var at = Date.parse(item.dataset.at);
      while (before && Date.parse(before.dataset.at) > at) {
        before = before.nextElementSibling;
      }
    }
    list.insertBefore(item, before);
  }

  // Whoever stands on a link must not be thrown back to the heading because somebody else read the notice meanwhile.
  function counterpart(focused, item) {
    var alike = Array.from(item.querySelectorAll("a, button")).find(function (one) {
      return one.tagName === focused.tagName && one.textContent === focused.textContent;
    });
    return alike || item.querySelector("h3");
  }

  // A colleague has put it off, or it is nothing of what was chosen any more: the keyboard goes on from the next one.
  function leave(old) {
    if (!old) {
      return;
    }
    var next = old.nextElementSibling || old.previousElementSibling;
    if (old.contains(document.activeElement)) {
      (next ? next.querySelector("h3") : document.querySelector("h1")).focus({ preventScroll: true });
    }
    document.getElementById("announcement").textContent = "Taget af listen: " + titleOf(old);
    old.remove();
  }

  // What stands on the page already is put in its own place, or moved to the other list: somebody has read or settled
  // it. It may come twice, as a stream that begins anew goes on from the page's own position.
  document.addEventListener("htmx:sseBeforeMessage", function (event) {
    if (event.detail.type === "expired") {
      return;
    }
    var made = document.createElement("template");
    made.innerHTML = event.detail.data;
    var item = made.content.querySelector("li");
    var old = document.getElementById(item.id);
    var list = document.getElementById(item.dataset.list);
    if (!old && event.detail.type !== "changed") {
      return;
    }
    event.preventDefault();
    show(Number(item.dataset.unread));
    if (item.dataset.list === "gone") {
      leave(old);
      return;
    }
    if (!old && item.dataset.list === "news" && !("returned" in item.dataset)) {
      return; // It stands on a later page.
    }
    var focused = old && old.contains(document.activeElement) ? document.activeElement : null;
    if (old && old.parentElement === list) {
      old.replaceWith(item);
    } else {
      place(item, list);
      if (old) {
        old.remove();
        document.getElementById("announcement").textContent =
          (item.dataset.list === "news" ? "Klaret: " : "Kræver handling igen: ") + titleOf(item);
      }
    }
    htmx.process(item);
    if (focused && !list.hidden) {
      counterpart(focused, item).focus({ preventScroll: true });
    }
  });

  document.addEventListener("htmx:sseMessage", function (event) {
    if (event.detail.type === "expired") {
      document.getElementById("connection").hidden = true;
      return;
    }
    var arrived = event.target.querySelector("li");
    if (arrived) {
      show(Number(arrived.dataset.unread));
      document.getElementById("announcement").textContent = "Ny besked: " + titleOf(arrived);
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
