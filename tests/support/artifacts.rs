//! What cargo builds, for tests that need the files themselves.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Runs `cargo build` with `arguments` for the project at `root` and returns
/// the `compiler-artifact` messages, fresh ones included.
pub fn build(root: &Path, arguments: &[&str]) -> Result<Vec<Value>, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root)
        .args([
            "build",
            "--quiet",
            "--message-format=json-render-diagnostics",
        ])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        let report = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "cargo build {} failed\n{report}",
            arguments.join(" ")
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|message: &Value| message["reason"] == "compiler-artifact")
        .collect())
}
