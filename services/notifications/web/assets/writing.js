// Who writes for long is at work: that keeps them signed in, where only sending would else tell us.
(function () {
  "use strict";

  var every = 5 * 60 * 1000;
  var told = Date.now();

  document.addEventListener("input", function (event) {
    if (!event.target.closest("form") || Date.now() - told < every) {
      return;
    }
    told = Date.now();
    // Signed out already, or no connection: what is written stands, and sending it says so.
    fetch("/log-ind/skriver", { redirect: "manual", cache: "no-store" }).catch(function () {});
  });
})();
