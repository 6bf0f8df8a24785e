// Single keys for those who live on this page. They can be turned off (WCAG 2.1.4), and everything is reachable without.
(function () {
  "use strict";

  var kept = "samspil.genveje";
  var dialog = document.getElementById("keys");
  var opener = document.getElementById("keys-open");
  var box = document.getElementById("keys-on");

  // Where the browser keeps nothing, the keys are on until the page is left.
  function stored(value) {
    try {
      if (value === undefined) {
        return window.localStorage.getItem(kept);
      }
      window.localStorage.setItem(kept, value);
    } catch (error) {
      return null;
    }
  }

  function all() {
    return Array.from(document.querySelectorAll("#inbox article"));
  }

  function current() {
    var active = document.activeElement;
    return active && active.closest("#inbox article");
  }

  function step(by) {
    var articles = all();
    var at = articles.indexOf(current());
    var next = articles[at < 0 ? (by > 0 ? 0 : articles.length - 1) : at + by];
    if (next) {
      next.querySelector("h3").focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  function press(selector) {
    var article = current();
    var found = article && article.querySelector(selector);
    if (found) {
      found.click();
    }
    return Boolean(found);
  }

  function tend(section) {
    var article = current();
    var link = article && article.querySelector("a.notice-tend");
    if (link) {
      window.location.assign(link.href + "#" + section);
    }
  }

  function filter() {
    var filters = document.getElementById("filters");
    filters.open = true;
    filters.querySelector("select").focus();
  }

  var letters = {
    j: function () { step(1); },
    k: function () { step(-1); },
    r: function () { press('form[action$="/laest"] button'); },
    u: function () { tend("udsaet"); },
    o: function () { tend("overdrag"); },
    q: function () { tend("kvitter"); },
    "/": filter,
    "?": function () { dialog.showModal(); },
  };

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || at.closest("input, select, textarea")) {
      return;
    }
    // Arrows and Enter on a notice's heading alone: elsewhere they scroll, and press what is in focus.
    if (at.matches("#inbox article h3")) {
      if (event.key === "Enter" && press(".notice-who a")) {
        event.preventDefault();
        return;
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        step(event.key === "ArrowDown" ? 1 : -1);
        return;
      }
    }
    if (box.checked && Object.prototype.hasOwnProperty.call(letters, event.key)) {
      event.preventDefault();
      letters[event.key]();
    }
  });

  box.checked = stored() !== "fra";
  box.addEventListener("change", function () {
    stored(box.checked ? "til" : "fra");
  });
  opener.hidden = false;
  opener.addEventListener("click", function () {
    dialog.showModal();
  });
})();
