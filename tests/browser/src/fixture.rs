//! Pages with faults, one each, that the checks have to find.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::browser::{Browser, Driver};
use crate::page;
use crate::process::Served;

/// A page, and words of the only finding that it has to lead to.
const FAULTS: [(&str, &str); 6] = [
    ("wide.html", "360 px wide: scrolls sideways, for p"),
    ("faint-figure.html", "figure faint: line"),
    (
        "empty-figure.html",
        "figure empty: nothing in it can be seen",
    ),
    ("nameless-button.html", "button-name"),
    ("error.html", "console: "),
    ("missing-image.html", "request: 404"),
];

/// Shows each check what it has to find, and a page that is as it should be.
pub async fn prove_the_checks(driver: &Driver, axe: &str) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixture");
    let served = Served::folder(&folder)?;
    let browser = Browser::open(driver).await?;
    let found =
        page::read(&browser, &format!("{}good.html", served.url), axe).await?;
    ensure!(found.is_empty(), "good.html: {found:?}");
    for (name, words) in FAULTS {
        let url = format!("{}{name}", served.url);
        let found = page::read(&browser, &url, axe).await?;
        ensure!(
            found.iter().any(|finding| finding.contains(words)),
            "{name} should lead to {words:?}, not to {found:?}"
        );
    }
    browser.close().await
}
