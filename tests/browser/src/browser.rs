//! Chromium, by its driver.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::wd::{TimeoutConfiguration, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::process::Running;

/// The driver, which starts browsers.
pub struct Driver {
    url: String,
    _process: Running,
}

impl Driver {
    /// Starts it on a port that the system chooses.
    pub fn start() -> Result<Self> {
        // ChromeDriver was started successfully on port 40123.
        let (process, port) =
            Running::start(Command::new("chromedriver").arg("--port=0"), |line| {
                let (_, rest) = line.split_once("started successfully on port ")?;
                Some(rest.trim_end_matches('.').to_owned())
            })
            .context("Debian has it in the package chromium-driver")?;
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            _process: process,
        })
    }
}

/// One browser with one page.
pub struct Browser(Client);

impl Browser {
    /// Opens one without a window.
    pub async fn open(driver: &Driver) -> Result<Self> {
        let options = json!({ "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1200,900",
        ] });
        let logs = json!({ "browser": "ALL", "performance": "ALL" });
        let mut capabilities = fantoccini::wd::Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        capabilities.insert("goog:loggingPrefs".to_owned(), logs);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .context("cannot start Chromium")?;
        let minute = Some(Duration::from_secs(60));
        let timeouts = TimeoutConfiguration::new(minute, minute, None);
        client.update_timeouts(timeouts).await?;
        Ok(Self(client))
    }

    /// Ends it.
    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }

    /// What the crate itself offers.
    pub fn client(&self) -> &Client {
        &self.0
    }

    /// Loads a page, with its images and scripts.
    pub async fn go_to(&self, url: &str) -> Result<()> {
        self.0
            .goto(url)
            .await
            .with_context(|| format!("cannot open {url}"))
    }

    /// What a function body returns in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.0.execute(script, arguments).await?)
    }

    /// What a function body gives to its last argument, a function, in the page.
    pub async fn run_until_done(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        Ok(self.0.execute_async(script, arguments).await?)
    }

    /// How large the page is shown, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": false,
        });
        self.issue(
            "goog/cdp/execute",
            json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics }),
        )
        .await?;
        Ok(())
    }

    /// What the console and the network have to say since the last call: nothing, if
    /// all is well.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let mut complaints = Vec::new();
        for entry in self.log("browser").await? {
            let text = entry["message"].as_str().unwrap_or_default();
            complaints.push(format!("console: {text}"));
        }
        for entry in self.log("performance").await? {
            let message = entry["message"].as_str().unwrap_or_default();
            let message: Value = serde_json::from_str(message)?;
            let event = &message["message"];
            let parameters = &event["params"];
            match event["method"].as_str() {
                Some("Network.loadingFailed") if parameters["canceled"] != true => {
                    complaints
                        .push(format!("request: {}", parameters["errorText"]));
                }
                Some("Network.responseReceived") => {
                    let response = &parameters["response"];
                    if response["status"].as_u64().unwrap_or(0) >= 400 {
                        let (status, url) = (&response["status"], &response["url"]);
                        complaints.push(format!("request: {status} for {url}"));
                    }
                }
                _ => {}
            }
        }
        Ok(complaints)
    }

    async fn log(&self, name: &str) -> Result<Vec<Value>> {
        let entries = self.issue("se/log", json!({ "type": name })).await?;
        Ok(entries.as_array().cloned().unwrap_or_default())
    }

    async fn issue(&self, path: &'static str, body: Value) -> Result<Value> {
        Ok(self.0.issue_cmd(Chromium { path, body }).await?)
    }
}

/// A command that Chromium's driver alone knows.
#[derive(Debug)]
struct Chromium {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Chromium {
    fn endpoint(
        &self,
        base: &Url,
        session: Option<&str>,
    ) -> Result<Url, ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
