//! The programs that cargo builds, for tests that run them.
//!
//! `cargo test` alone doesn't build a binary whose package has no integration
//! test, and would run a stale one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::artifacts;

/// The files to run, by package and target.
pub type Binaries = BTreeMap<(String, String), PathBuf>;

/// Builds the binaries and examples of the packages that match.
pub fn build(root: &Path, packages: &str) -> Result<Binaries, String> {
    let arguments = ["--bins", "--examples", "--package", packages];
    let artifacts = artifacts::build(root, &arguments)?;
    Ok(artifacts.iter().filter_map(binary).collect())
}

fn binary(artifact: &Value) -> Option<((String, String), PathBuf)> {
    let package = package(artifact)?.to_owned();
    let target = artifact["target"]["name"].as_str()?.to_owned();
    let file = artifact["executable"].as_str()?.into();
    Some(((package, target), file))
}

/// The name of the package that an artifact belongs to.
///
/// Its id ends with `#name@version`, or with `/name#version` where the folder
/// has the package's name.
fn package(artifact: &Value) -> Option<&str> {
    let (source, fragment) = artifact["package_id"].as_str()?.rsplit_once('#')?;
    match fragment.split_once('@') {
        Some((name, _version)) => Some(name),
        None => source.rsplit('/').next(),
    }
}
