//! An echo server on tokio, as its tutorial has one: a task for each connection.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use super::{ADDRESS, ready};

/// Each task has one, since it may wait in the middle of a write. A larger one
/// would cost its memory for each idle connection.
const BUFFER_SIZE: usize = 16 * 1024;

pub(crate) fn serve_in_current_thread() -> io::Result<()> {
    serve(&Builder::new_current_thread().enable_io().build()?)
}

pub(crate) fn serve_in_many_threads() -> io::Result<()> {
    serve(&Builder::new_multi_thread().enable_io().build()?)
}

fn serve(runtime: &Runtime) -> io::Result<()> {
    runtime.block_on(async {
        let listener = TcpListener::bind(ADDRESS).await?;
        ready(listener.local_addr()?)?;
        // In a task too: what `block_on` itself waits for is woken more slowly.
        let accepting = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                tokio::spawn(echo(stream));
            }
        });
        accepting.await.map_err(io::Error::other)?
    })
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER_SIZE];
    loop {
        let length = stream.read(&mut buffer).await?;
        if length == 0 {
            return Ok(());
        }
        let message = buffer.get(..length).unwrap_or_default();
        stream.write_all(message).await?;
    }
}
