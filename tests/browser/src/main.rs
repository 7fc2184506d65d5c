//! Reads the whole book in headless Chromium, as `cargo run` serves it, and says what a
//! reader would stumble over:
//!
//! ```console
//! $ cargo run --manifest-path tests/browser/Cargo.toml
//! $ cargo run --manifest-path tests/browser/Cargo.toml -- 03-echo-server
//! ```
//!
//! The second reads only the pages whose path contains these words. It needs Chromium,
//! its driver, and axe-core: `chromedriver` has to be in the path, and `AXE` has to name
//! axe-core's `axe.min.js`. Before the book, each check is shown a page that it has to
//! find fault with.

#![forbid(unsafe_code)]

mod book;
mod browser;
mod fixture;
mod keyboard;
mod page;
mod process;
mod search;
mod themes;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::browser::{Browser, Driver};
use crate::process::Served;

/// For all of it: two cores that have nothing else to do take some minutes.
const TIME_LIMIT: Duration = Duration::from_secs(1800);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match tokio::time::timeout(TIME_LIMIT, run()).await {
        Ok(Ok(0)) => ExitCode::SUCCESS,
        Ok(Ok(findings)) => {
            eprintln!("error: {findings} to mend, listed above");
            ExitCode::FAILURE
        }
        Ok(Err(error)) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
        Err(_) => {
            eprintln!("error: it took longer than {} s", TIME_LIMIT.as_secs());
            ExitCode::FAILURE
        }
    }
}

/// Returns how much has to be mended.
async fn run() -> Result<usize> {
    let axe = env::var("AXE").context(
        "AXE names no file; it has to be the axe.min.js of npm's package axe-core",
    )?;
    let axe =
        fs::read_to_string(&axe).with_context(|| format!("cannot read {axe}"))?;
    let driver = Driver::start()?;
    fixture::prove_the_checks(&driver, &axe).await?;

    let started = Instant::now();
    let served = Served::book()?;
    let words: Vec<String> = env::args().skip(1).collect();
    let mut pages = book::pages()?;
    pages.retain(|page| words.iter().all(|word| page.contains(word)));
    anyhow::ensure!(!pages.is_empty(), "no page has these words in its path");

    // Two at a time: while one waits for its browser, the other computes.
    let (left, right) = pages.split_at(pages.len() / 2);
    let (left, right) = tokio::try_join!(
        page::read_all(&driver, &served.url, left, &axe),
        page::read_all(&driver, &served.url, right, &axe),
    )?;
    let mut findings = [left, right].concat();

    let browser = Browser::open(&driver).await?;
    for (what, found) in [
        ("keyboard", keyboard::walk(&browser, &served.url).await),
        ("search", search::find(&browser, &served.url).await),
        ("themes", themes::switch(&browser, &served.url).await),
    ] {
        if let Err(error) = found {
            findings.push((what.to_owned(), format!("{error:#}")));
        }
    }
    browser.close().await?;

    tell(&findings);
    println!(
        "{} pages read in a browser in {:.1} s",
        pages.len(),
        started.elapsed().as_secs_f64()
    );
    Ok(findings.len())
}

/// Tells each finding once, with the pages that share it.
fn tell(findings: &[(String, String)]) {
    let mut pages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (page, finding) in findings {
        pages.entry(finding).or_default().push(page);
    }
    for (finding, pages) in pages {
        let more = match pages.len() {
            0..=3 => String::new(),
            all => format!(" and {} more", all - 3),
        };
        let shown = &pages[..pages.len().min(3)];
        eprintln!("{finding}\n  --> {}{more}", shown.join(", "));
    }
}
