// What axe-core calls serious or critical, by all of its rules or by these alone.
const [rules, done] = arguments;
const options = { resultTypes: ["violations"] };
if (rules.length > 0) {
    options.runOnly = { type: "rule", values: rules };
}
// A page with a chapter's complete code has the blocks of the others a hundredfold.
const scope = location.pathname.endsWith("/code.html") ? { exclude: ["pre"] } : document;
axe.run(scope, options).then(
    ({ violations }) =>
        done(
            violations
                .filter(({ impact }) => impact === "serious" || impact === "critical")
                .flatMap(({ id, help, nodes }) =>
                    nodes
                        .slice(0, 3)
                        .map(
                            ({ target, html, any }) =>
                                `${id} (${help}): ${target.join(" ")}: ${html.slice(0, 120)} ${any[0]?.message ?? ""}`,
                        ),
                ),
        ),
    (error) => done([`axe-core fails: ${error}`]),
);
