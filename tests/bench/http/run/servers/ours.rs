//! Chapter 8's server with its files, as `chapter8 server --quiet` has them.

use std::io;
use std::path::PathBuf;

use http_server::files::Files;
use http_server::{Server, Settings};
use threading::stop::Stop;

use super::ready;

pub(crate) fn serve(folder: PathBuf) -> io::Result<()> {
    let stop = Stop::new()?;
    let settings = Settings::default();
    let files = Files::new(folder)?;
    let server = Server::bind("127.0.0.1:0", files, settings, &stop, |_| {})?;
    ready(server.local_addr())?;
    server.serve()
}
