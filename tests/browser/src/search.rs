//! The book's search.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use fantoccini::key::Key;

use crate::browser::Browser;
use crate::keyboard::{press, wait_for_page};

/// Searches for a term by keyboard alone, and follows the first result.
pub async fn find(browser: &Browser, url: &str) -> Result<()> {
    browser.resize(1200, 900).await?;
    browser.go_to(&format!("{url}introduction.html")).await?;
    press(browser, '/').await?;
    let client = browser.client();
    let bar = client
        .wait()
        .for_element(Locator::Id("mdbook-searchbar"))
        .await?;
    bar.send_keys("backlog").await?;
    client
        .wait()
        .for_element(Locator::Css("#mdbook-searchresults a"))
        .await
        .context("nothing is found")?;
    press(browser, Key::Down.into()).await?;
    press(browser, Key::Enter.into()).await?;
    wait_for_page(browser, "02-socket-api/").await?;
    let marked = client.find_all(Locator::Css("main mark")).await?;
    ensure!(!marked.is_empty(), "what was searched for isn't marked");
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}
