// Keeps one page that is the same for everybody: what to do without a connection. Nothing of any person is ever kept, so a shared phone
// tells nothing after signing out.
"use strict";

var SHELF = "zonder-verbinding", PAGE = "/geen-verbinding";

self.addEventListener("install", function (event) {
    self.skipWaiting();
    event.waitUntil(caches.delete(SHELF).then(function () { return caches.open(SHELF); }).then(function (shelf) {
        return fetch(PAGE, { credentials: "omit", cache: "reload" }).then(function (answer) {
            if (!answer.ok) throw new Error("no page to keep");
            return answer.clone().text().then(function (html) {
                return Promise.all([shelf.put(PAGE, answer), shelf.addAll(html.match(/\/static\/[^"]+\.css[^"]*/g) || [])]);
            });
        });
    }));
});

self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener("fetch", function (event) {
    var asked = event.request;
    if (asked.method !== "GET" || asked.mode !== "navigate" && asked.destination !== "style") return;
    event.respondWith(fetch(asked).catch(function (error) {
        return caches.match(asked.mode === "navigate" ? PAGE : asked).then(function (kept) {
            if (kept) return kept;
            throw error;
        });
    }));
});
