//! What has to hold on every page.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browser::{Browser, Driver};

/// mdBook's themes.
pub const THEMES: [&str; 5] = ["light", "rust", "coal", "navy", "ayu"];

/// A desktop's width and a phone's, in CSS pixels.
const WIDE: (u32, u32) = (1200, 900);
const NARROW: (u32, u32) = (360, 740);

/// Those of axe-core's rules that a theme can break.
const RULES_OF_COLOUR: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// Opens each page, and returns what a reader would stumble over, and where.
pub async fn read_all(
    driver: &Driver,
    url: &str,
    pages: &[String],
    axe: &str,
) -> Result<Vec<(String, String)>> {
    let browser = Browser::open(driver).await?;
    let mut findings = Vec::new();
    for page in pages {
        let found = read(&browser, &format!("{url}{page}"), axe)
            .await
            .with_context(|| format!("{page} can not be read"))?;
        findings.extend(found.into_iter().map(|finding| (page.clone(), finding)));
    }
    browser.close().await?;
    Ok(findings)
}

/// Opens one page, wide and narrow, in all themes.
pub async fn read(browser: &Browser, url: &str, axe: &str) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    // What the page before has left is its own.
    browser.complaints().await?;

    browser.resize(NARROW.0, NARROW.1).await?;
    browser.go_to(url).await?;
    for overflow in texts(&browser.run(OVERFLOWS, vec![]).await?) {
        findings.push(format!("{} px wide: {overflow}", NARROW.0));
    }

    browser.resize(WIDE.0, WIDE.1).await?;
    browser.go_to(url).await?;
    for overflow in texts(&browser.run(OVERFLOWS, vec![]).await?) {
        findings.push(format!("{} px wide: {overflow}", WIDE.0));
    }
    for theme in THEMES {
        show_in(browser, theme).await?;
        for figure in texts(&browser.run(FIGURES, vec![]).await?) {
            findings.push(format!("in {theme}: {figure}"));
        }
    }
    browser.run(axe, vec![]).await?;
    for (theme, rules) in [("light", &[][..]), ("navy", &RULES_OF_COLOUR)] {
        show_in(browser, theme).await?;
        let violations = browser.run_until_done(AXE, vec![json!(rules)]).await?;
        for violation in texts(&violations) {
            findings.push(format!("in {theme}: {violation}"));
        }
    }
    findings.extend(browser.complaints().await?);
    findings.sort();
    findings.dedup();
    Ok(findings)
}

async fn show_in(browser: &Browser, theme: &str) -> Result<()> {
    browser
        .run(SHOW_IN, vec![json!(theme), json!(THEMES)])
        .await?;
    Ok(())
}

fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

/// What makes the page wider than its window.
const OVERFLOWS: &str = include_str!("page/overflows.js");

/// Figures of which something can't be told from the page behind it.
const FIGURES: &str = include_str!("page/figures.js");

/// What axe-core calls serious or critical.
const AXE: &str = include_str!("page/axe.js");

/// Shows the page in a theme, as mdBook's own menu does.
const SHOW_IN: &str = include_str!("page/show_in.js");
