//! The server of the chapter: chapter 6's loop, with messages in place of an echo.

pub mod messages;

use echo_server::limits;
use selector::DefaultBackend;
pub use selector::server::{Event, Settings};

use crate::stream::MESSAGE_TIME;
use messages::Messages;

/// Any number of connections in one thread, each of which asks for whatever number of
/// answers.
///
/// ```
/// use std::sync::Arc;
/// use std::thread;
/// use app_protocol::client::{Client, TIMEOUT};
/// use app_protocol::dictionary::Dictionary;
/// use app_protocol::server::messages::Messages;
/// use app_protocol::server::{self, Server};
/// use app_protocol::service::Service;
/// use threading::stop::Stop;
///
/// let service = Arc::new(Service::new(Dictionary::built_in()));
/// let messages = Messages::new(service, Default::default(), |_| {});
/// let server: Server =
///     Server::with_protocol("127.0.0.1:0", server::settings(), messages)?;
/// let address = server.local_addr()?;
/// let stop = Stop::new()?;
/// let until = stop.clone();
/// let serving = thread::spawn(move || server.serve(&until, |_| Ok(())));
///
/// let mut client = Client::connect(address, Default::default(), TIMEOUT)?;
/// assert_eq!(client.search("🐶")?.as_str(), Some("Good dog! 🦴"));
///
/// drop(client);
/// stop.request();
/// serving.join().expect("it didn't panic")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Server<B = DefaultBackend> = selector::server::Server<B, Messages>;

/// How such a server is unless told otherwise: between two messages a peer may be as
/// silent as with an echo; a message, and all the answers that wait for the peer, have
/// [`MESSAGE_TIME`].
// ANCHOR: settings
#[must_use]
pub fn settings() -> Settings {
    Settings {
        limits: limits::Limits {
            conversation: MESSAGE_TIME,
            ..limits::Limits::default()
        },
        ..Settings::default()
    }
}
// ANCHOR_END: settings
