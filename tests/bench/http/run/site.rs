//! The files that all of them serve.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_server::date;
use load::pattern::Pattern;
use load::requests::Asked;

use super::case::What;

/// A folder with the files, which is removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Site {
    folder: PathBuf,
}

/// When the files were changed for the last time: long ago, so that nobody takes them
/// for files that may still change.
pub(crate) fn changed() -> SystemTime {
    UNIX_EPOCH
        .checked_add(Duration::from_secs(946_684_800))
        .unwrap_or(UNIX_EPOCH)
}

const FILES: [What; 3] = [What::Page, What::Picture, What::Large];

impl Site {
    pub(crate) fn make() -> io::Result<Self> {
        let name = format!("sockets-bench-{}", process::id());
        let site = Self {
            folder: env::temp_dir().join(name),
        };
        fs::create_dir_all(&site.folder)?;
        for what in FILES {
            let mut file = File::create(site.folder.join(what.file()))?;
            file.write_all(&content(what))?;
            file.set_modified(changed())?;
        }
        Ok(site)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn content(what: What) -> Vec<u8> {
    let pattern = Pattern::default();
    let all = pattern.stream(0).iter().cycle();
    all.copied().take(what.length()).collect()
}

/// The request, and the answer that has to come.
pub(crate) fn asked(what: What) -> Asked {
    let more = match what {
        What::NotModified => {
            format!("If-Modified-Since: {}\r\n", date::format(changed()))
        }
        What::Visit => "Connection: close\r\n".to_owned(),
        _ => String::new(),
    };
    let file = what.file();
    let (begin, body) = match what {
        What::NotModified => ("HTTP/1.1 304", Vec::new()),
        _ => ("HTTP/1.1 200", content(what)),
    };
    Asked {
        request: format!("GET /{file} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n")
            .into_bytes(),
        begin,
        body,
    }
}
