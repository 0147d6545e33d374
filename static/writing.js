// Comfort for who writes: kept while typing, also without a connection; a row of buttons; names of who takes part. All of it works without.
(function () {
    "use strict";

    var form = document.querySelector("form[data-keep]");
    if (!form || !window.fetch || !window.FormData) return;
    var box = form.elements.body, words = form.dataset, key = "meedenkers:" + words.keep;
    var state = form.querySelector("[data-state]"), discard = form.querySelector("[data-discard]");
    var parts = ["title", "body", "lang", "form_key"], sends = parts.concat("csrf_token", "writer");
    var first = box.value, saved = first, timer, passing = false, busy = false;

    // On this device a text stands only as long as the server does not have it, at most a week, and never after signing out.
    function device(value) {
        try {
            if (value === undefined) return JSON.parse(localStorage.getItem(key));
            if (value === null) localStorage.removeItem(key);
            else localStorage.setItem(key, JSON.stringify(value));
        } catch (error) { /* storage is full or switched off: the server is the one that keeps */ }
        return null;
    }

    function say(text, own) {
        if (state.textContent !== text) state.textContent = text;
        discard.hidden = !own;
    }

    function typed() {
        var text = { at: Date.now(), base: first };
        parts.forEach(function (name) { if (form.elements[name]) text[name] = form.elements[name].value; });
        return text;
    }

    // Resolves to whether the server was reached. Files are never sent along.
    function save() {
        window.clearTimeout(timer);
        var data = new FormData(), sent = box.value, stop = window.AbortController && new AbortController();
        sends.forEach(function (name) { if (form.elements[name]) data.append(name, form.elements[name].value); });
        var late = stop && window.setTimeout(function () { stop.abort(); }, 10000);
        return fetch(words.save, { method: "POST", body: data, signal: stop ? stop.signal : undefined }).then(function (answer) {
            return answer.json().catch(function () { return {}; }).then(function (said) {
                var kept = answer.ok || answer.status === 403 && said.text;
                if (kept && box.value === sent) {
                    device(null);
                    saved = sent;
                    if (answer.ok) box.defaultValue = sent; // leaving the page costs nothing now
                }
                say(said.text || (answer.ok ? "" : words.failed), !kept);
                return true;
            });
        }, function () {
            say(words.offline, true);
            return false;
        }).then(function (reached) {
            window.clearTimeout(late);
            return reached;
        });
    }

    function changed() {
        device(typed());
        window.clearTimeout(timer);
        timer = window.setTimeout(save, 2000);
    }

    form.addEventListener("input", function (event) {
        if (sends.indexOf(event.target.name) >= 0) changed();
    });
    window.addEventListener("offline", function () { if (box.value !== saved) say(words.offline, true); });
    window.addEventListener("online", function () {
        if (device()) save().then(function (reached) { if (reached) say(words.online); });
    });

    // Pressing a button first hands the text to the server as a draft: without a connection that says so, and the page stays.
    form.addEventListener("submit", function (event) {
        if (passing || !form.requestSubmit) return;
        event.preventDefault();
        event.stopPropagation();
        if (busy) return;
        busy = true;
        var button = event.submitter;
        device(typed());
        save().then(function (reached) {
            busy = false;
            if (!reached) return state.scrollIntoView({ block: "center" });
            passing = true;
            form.requestSubmit(button);
            passing = false;
        });
    });

    discard.addEventListener("click", function () {
        if (!window.confirm(words.sure)) return;
        device(null);
        window.clearTimeout(timer);
        box.value = box.defaultValue;
        say("");
        box.focus();
    });

    var left = device();
    if (left && Date.now() - left.at < 7 * 24 * 3600000) {
        if (left.body !== box.value) {
            // What stands in the form and is not in the text of this device stays too: nothing typed is lost.
            box.value = box.value === left.base || left.body.indexOf(box.value) >= 0 ? left.body : box.value + "\n\n" + left.body;
        }
        ["title", "lang", "form_key"].forEach(function (name) { if (form.elements[name] && left[name]) form.elements[name].value = left[name]; });
        say(words.back, true);
    } else device(null);

    // Buttons over the box. data-mark goes around what is selected, data-line before each line of it.
    function put(start, end, text, from, to) {
        box.focus();
        box.setSelectionRange(start, end);
        if (!document.execCommand || !document.execCommand("insertText", false, text)) box.setRangeText(text, start, end, "end"); // the first keeps undo
        box.setSelectionRange(from, to);
        changed();
    }

    var tools = form.querySelector("[data-tools]");
    box.parentNode.insertBefore(tools, box);
    tools.hidden = false;
    tools.addEventListener("click", function (event) {
        var tool = event.target.closest("button");
        if (!tool) return;
        var start = box.selectionStart, end = box.selectionEnd, line = tool.dataset.line, text, open, close;
        if (line) {
            start = box.value.lastIndexOf("\n", start - 1) + 1;
            text = box.value.slice(start, end).replace(/^/gm, line);
            if (start && box.value.slice(start - 2, start) !== "\n\n") text = "\n" + text;
            return put(start, end, text, start + text.length, start + text.length);
        }
        open = tool.dataset.open;
        close = tool.dataset.close;
        text = box.value.slice(start, end) || tool.dataset.example;
        start += open.length;
        put(start - open.length, end, open + text + close, start, start + text.length);
    });

    // Names of people in this conversation behind an @: arrows and Enter choose, Esc closes.
    var people = JSON.parse(words.people || "[]"), list = form.querySelector("[data-names]"), at = 0, here = [], chosen = -1;

    function close() {
        list.hidden = true;
        here = [];
        chosen = -1;
        box.removeAttribute("aria-activedescendant");
    }

    function mark(next) {
        chosen = (next + here.length) % here.length;
        Array.prototype.forEach.call(list.children, function (one, number) { one.setAttribute("aria-selected", String(number === chosen)); });
        box.setAttribute("aria-activedescendant", list.children[chosen].id);
        list.children[chosen].scrollIntoView({ block: "nearest" });
    }

    function choose(name) {
        var end = box.selectionStart, to = at + name.length + 2;
        close();
        put(at, end, "@" + name + " ", to, to);
    }

    function offer() {
        var found = /(?:^|[^\w@.\/-])@([^\n@]{0,40})$/.exec(box.value.slice(0, box.selectionStart));
        close();
        if (!found) return;
        at = box.selectionStart - found[1].length - 1;
        here = people.filter(function (name) { return name.toLowerCase().indexOf(found[1].toLowerCase()) === 0; }).slice(0, 6);
        if (!here.length) return;
        list.textContent = "";
        here.forEach(function (name, number) {
            var one = document.createElement("li");
            one.id = "naam-" + number;
            one.setAttribute("role", "option");
            one.dir = "auto";
            one.textContent = name;
            one.addEventListener("mousedown", function (event) { event.preventDefault(); choose(name); });
            list.appendChild(one);
        });
        list.hidden = false;
        mark(0);
    }

    if (people.length) {
        box.parentNode.insertBefore(list, box.nextSibling);
        box.setAttribute("aria-autocomplete", "list");
        box.setAttribute("aria-controls", list.id);
        box.addEventListener("input", offer);
        box.addEventListener("blur", close);
        box.addEventListener("keydown", function (event) {
            if (!here.length) return;
            var name = event.key;
            if (name === "ArrowDown") mark(chosen + 1);
            else if (name === "ArrowUp") mark(chosen - 1);
            else if (name === "Enter" || name === "Tab") choose(here[chosen]);
            else if (name === "Escape") close();
            else return;
            event.preventDefault();
        });
    }
})();
