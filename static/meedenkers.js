// Comfort only: every page works without this file.
(function () {
    "use strict";

    var summary = document.getElementById("fouten");
    if (summary && !("autofocus" in HTMLElement.prototype)) summary.focus(); // older browsers know autofocus on inputs only

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
