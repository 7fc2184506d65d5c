// What the copy button of a terminal session takes: the commands, without the
// `$` before them and without what they print.
"use strict";

const commandsOf = (code) =>
    code.textContent
        .split("\n")
        .filter((line) => line.startsWith("$ "))
        .map((line) => line.slice(2))
        .join("\n");

for (const code of document.querySelectorAll("code.language-console")) {
    if (!commandsOf(code)) {
        code.closest("pre").querySelector(".clip-button")?.remove();
    }
}

// mdBook copies the text that is there when its own listener is called, which
// is after this one.
document.addEventListener(
    "click",
    (event) => {
        const pre = event.target.closest(".clip-button")?.closest("pre");
        const code = pre?.querySelector("code.language-console");
        if (code) {
            const shown = code.innerHTML;
            code.textContent = commandsOf(code);
            setTimeout(() => (code.innerHTML = shown));
        }
    },
    true,
);
