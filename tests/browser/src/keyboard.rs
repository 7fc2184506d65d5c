//! The book without a mouse.

use anyhow::{Result, bail, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::Browser;

/// From the start of a page, with each of mdBook's widths: the table of contents, the
/// content, and the next page.
pub async fn walk(browser: &Browser, url: &str) -> Result<()> {
    for (width, name) in [(1200, "wide"), (360, "narrow")] {
        browser.resize(width, 900).await?;
        browser.go_to(&format!("{url}conventions.html")).await?;
        let reached = tab_through(browser).await?;
        for place in ["contents", "content", "next"] {
            ensure!(
                reached.iter().any(|other| other == place),
                "{name}: Tab alone doesn't reach the {place}, but {reached:?}"
            );
        }
    }

    browser.resize(1200, 900).await?;
    browser.go_to(&format!("{url}conventions.html")).await?;
    press(browser, Key::Right.into()).await?;
    wait_for_page(browser, "01-tcp-vs-udp/").await?;
    press(browser, Key::Left.into()).await?;
    wait_for_page(browser, "conventions.html").await
}

/// Presses Tab until the focus is back at the start, and says what it has met. Where the
/// table of contents is closed, its button is pressed as well.
async fn tab_through(browser: &Browser) -> Result<Vec<String>> {
    let mut reached = Vec::new();
    for _ in 0..400 {
        press(browser, Key::Tab.into()).await?;
        let place = browser.run(PLACE, vec![]).await?;
        match place.as_str() {
            Some("start") => return Ok(reached),
            Some("button, closed") => press(browser, Key::Enter.into()).await?,
            Some(place) if !reached.iter().any(|other| other == place) => {
                reached.push(place.to_owned());
            }
            _ => {}
        }
    }
    bail!("after 400 times, Tab has not come round")
}

/// Where the focus is.
const PLACE: &str = include_str!("keyboard/place.js");

/// Presses and releases a key.
pub async fn press(browser: &Browser, key: char) -> Result<()> {
    let keys = KeyActions::new("keyboard".to_owned())
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key });
    browser.client().perform_actions(keys).await?;
    Ok(())
}

/// Waits for the browser to show a page that ends so.
pub async fn wait_for_page(browser: &Browser, end: &str) -> Result<()> {
    let shown = browser
        .run_until_done(
            include_str!("keyboard/wait_for_page.js"),
            vec![Value::from(end)],
        )
        .await;
    // The script ends with the page that it runs in: then it's asked again in the next.
    match shown {
        Ok(_) => Ok(()),
        Err(_) => {
            let url = browser.client().current_url().await?;
            ensure!(
                url.path().contains(end),
                "the browser shows {url}, not {end}"
            );
            Ok(())
        }
    }
}
