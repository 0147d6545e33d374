// Comfort only: every page works without this file.
(function () {
    "use strict";

    var summary = document.getElementById("fouten");
    if (summary && !("autofocus" in HTMLElement.prototype)) summary.focus(); // older browsers know autofocus on inputs only

    // Signing out leaves nothing typed behind on this device. What the server has not got yet is asked about first.
    var out = document.querySelector("form[data-unsent]");
    if (out) out.addEventListener("submit", function (event) {
        try {
            var keys = Object.keys(localStorage).filter(function (key) { return key.indexOf("meedenkers:") === 0; });
            if (keys.length && !window.confirm(out.dataset.unsent)) {
                event.preventDefault();
                event.stopPropagation();
                return;
            }
            keys.forEach(function (key) { localStorage.removeItem(key); });
        } catch (error) { /* no storage: nothing was kept there */ }
    });

    // The one page a phone keeps: what to do without a connection. See sw.js.
    if (navigator.serviceWorker && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(function () {});

    // A second press on a button does not send the same form twice. After ten seconds it may be tried again.
    document.addEventListener("submit", function (event) {
        var form = event.target;
        if (form.dataset.sent) {
            event.preventDefault();
            return;
        }
        form.dataset.sent = "1";
        window.setTimeout(function () { delete form.dataset.sent; }, 10000);
    });
    window.addEventListener("pageshow", function () {
        document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
    });

    // <form data-guard>: leaving with typed text asks first.
    window.addEventListener("beforeunload", function (event) {
        document.querySelectorAll("form[data-guard]:not([data-sent])").forEach(function (form) {
            var typed = Array.prototype.some.call(form.querySelectorAll("textarea"), function (box) { return box.value !== box.defaultValue; });
            if (typed) event.preventDefault();
        });
    });

    // <button data-print hidden>: shown where printing is possible.
    document.querySelectorAll("button[data-print]").forEach(function (button) {
        button.hidden = false;
        button.addEventListener("click", function () { window.print(); });
    });

    // <form data-read>: what stands above it was read once it comes into sight. Its buttons say the same without this.
    if (window.IntersectionObserver && window.fetch) document.querySelectorAll("form[data-read]").forEach(function (form) {
        new IntersectionObserver(function (seen, watch) {
            if (!seen[0].isIntersecting) return;
            watch.disconnect();
            var data = new FormData(form);
            data.append("wat", "stil");
            fetch(form.action, { method: "POST", body: data, keepalive: true });
        }).observe(form);
    });
})();
