//! TOML files with the positions of what stands in them.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads the file at `path` below `root`; one that is missing is empty.
pub(crate) fn read(root: &Path, path: &Path) -> Result<String> {
    match fs::read_to_string(root.join(path)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(String::new())
        }
        read => read.with_context(|| format!("cannot read {}", path.display())),
    }
}

/// The tables of a file.
pub(crate) fn parse<'a>(path: &Path, text: &'a str) -> Result<DeTable<'a>> {
    DeTable::parse(text)
        .map(Spanned::into_inner)
        .with_context(|| format!("cannot parse {}", path.display()))
}

/// The value below a row of keys.
pub(crate) fn get<'t, 'a>(
    table: &'t DeTable<'a>,
    keys: &[&str],
) -> Option<&'t Spanned<DeValue<'a>>> {
    let (first, rest) = keys.split_first()?;
    let start = table.get(*first)?;
    rest.iter()
        .try_fold(start, |value, key| value.get_ref().get(*key))
}

/// The string below a row of keys, and its position.
pub(crate) fn get_str<'t>(
    table: &'t DeTable<'_>,
    keys: &[&str],
) -> Option<(&'t str, Range<usize>)> {
    let value = get(table, keys)?;
    Some((value.get_ref().as_str()?, value.span()))
}

/// The keys of the table below a row of keys, and their positions.
pub(crate) fn entries<'t, 'a>(
    table: &'t DeTable<'a>,
    keys: &[&str],
) -> impl Iterator<Item = (&'t str, Range<usize>, &'t DeValue<'a>)> {
    get(table, keys)
        .and_then(|value| value.get_ref().as_table())
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value.get_ref()))
}
