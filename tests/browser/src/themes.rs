//! The menu of themes.

use std::collections::HashSet;

use anyhow::{Result, ensure};
use fantoccini::Locator;

use crate::browser::Browser;
use crate::page::THEMES;

/// Chooses each theme in the menu; a page that is opened then has it too.
pub async fn switch(browser: &Browser, url: &str) -> Result<()> {
    browser.resize(1200, 900).await?;
    let mut backgrounds = HashSet::new();
    for theme in THEMES {
        browser.go_to(&format!("{url}introduction.html")).await?;
        let client = browser.client();
        client
            .find(Locator::Id("mdbook-theme-toggle"))
            .await?
            .click()
            .await?;
        let id = format!("mdbook-theme-{theme}");
        client.find(Locator::Id(&id)).await?.click().await?;
        for page in [None, Some("conventions.html")] {
            if let Some(page) = page {
                browser.go_to(&format!("{url}{page}")).await?;
            }
            let shown = browser.run(SHOWN, vec![]).await?;
            ensure!(
                shown["classes"].as_str().is_some_and(|classes| {
                    classes.split_whitespace().any(|class| class == theme)
                }),
                "{theme} was chosen, and {shown} is shown on {page:?}"
            );
            backgrounds.insert(shown["background"].to_string());
        }
    }
    ensure!(
        backgrounds.len() == THEMES.len(),
        "the themes share backgrounds: {backgrounds:?}"
    );
    Ok(())
}

/// What the reader sees of it.
const SHOWN: &str = "
return {
    classes: document.documentElement.className,
    background: getComputedStyle(document.documentElement).backgroundColor,
};
";
