// Shows the page in a theme, as mdBook's own menu does.
const [theme, themes] = arguments;
document.documentElement.classList.remove(...themes);
document.documentElement.classList.add(theme);

const isAyu = theme === "ayu";
const isDark = theme === "coal" || theme === "navy";
for (const [id, isUsed] of [
    ["mdbook-ayu-highlight-css", isAyu],
    ["mdbook-tomorrow-night-css", isDark],
    ["mdbook-highlight-css", !isAyu && !isDark],
]) {
    const style = document.getElementById(id);
    if (style) {
        style.disabled = !isUsed;
    }
}
