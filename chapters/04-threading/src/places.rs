//! How many may be inside at a time.

use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Instant;

use socket_api::wait::wait;

/// The most places that there may be: a pipe takes so many bytes on every system
/// before it is full, and as many threads are more than anybody should want.
pub const MOST_PLACES: usize = 4096;

/// A number of places, each of which one may have at a time: a *counting semaphore*.
///
/// Each free place is a byte in a pipe. Taking one reads it, giving it back writes
/// it; so a free place can be waited for together with a stop, which no `Condvar`
/// allows. (GNU make shares its jobs out in the same way.)
///
/// Its clones are the same places.
#[derive(Debug, Clone)]
// ANCHOR: places
pub struct Places {
    free: Arc<Free>,
}

#[derive(Debug)]
struct Free {
    reader: PipeReader,
    writer: PipeWriter,
    /// Locked by the one who waits for a byte, so that nobody else reads it.
    taking: Mutex<()>,
}

/// A place that is taken. Dropping it gives it back.
#[derive(Debug)]
#[must_use = "dropping it gives the place back"]
pub struct Place {
    free: Arc<Free>,
}
// ANCHOR_END: places

impl Places {
    /// So many free places, from one to [`MOST_PLACES`].
    ///
    /// # Errors
    /// The number is another ([`InvalidInput`](ErrorKind::InvalidInput)), or the
    /// process has no two descriptors left.
    pub fn new(places: usize) -> io::Result<Self> {
        if !(1..=MOST_PLACES).contains(&places) {
            let message = format!("there are from 1 to {MOST_PLACES} places");
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        let (reader, mut writer) = io::pipe()?;
        writer.write_all(&vec![b'.'; places])?;
        let taking = Mutex::default();
        let free = Arc::new(Free {
            reader,
            writer,
            taking,
        });
        Ok(Self { free })
    }

    /// Waits until a place is free, and takes it; or returns `None` as soon as
    /// `stop` can be read from, even if a place is free.
    ///
    /// ```
    /// use threading::places::Places;
    /// use threading::stop::Stop;
    ///
    /// let places = Places::new(1)?;
    /// let stop = Stop::new()?;
    /// let place = places.take(&stop)?;
    /// assert!(place.is_some());
    /// stop.request();
    /// assert!(places.take(&stop)?.is_none());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The system can't wait for lack of memory.
    // ANCHOR: take
    pub fn take(&self, stop: &impl AsFd) -> io::Result<Option<Place>> {
        let _taking = self.lock();
        let [stopped, _] = wait(&[stop.as_fd(), self.as_fd()], None)?;
        if stopped {
            return Ok(None);
        }
        self.take_one().map(Some)
    }
    // ANCHOR_END: take

    /// Takes a place if one is free; `None` if none is. It never waits.
    ///
    /// ```
    /// use threading::places::Places;
    ///
    /// let places = Places::new(1)?;
    /// let place = places.try_take()?;
    /// assert!(place.is_some());
    /// assert!(places.try_take()?.is_none());
    /// drop(place);
    /// assert!(places.try_take()?.is_some());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// The system can't wait for lack of memory.
    pub fn try_take(&self) -> io::Result<Option<Place>> {
        let _taking = match self.free.taking.try_lock() {
            Ok(taking) => taking,
            Err(TryLockError::Poisoned(error)) => error.into_inner(),
            // Somebody is waiting for the next place that becomes free.
            Err(TryLockError::WouldBlock) => return Ok(None),
        };
        match wait(&[self.as_fd()], Some(Instant::now()))? {
            [true] => self.take_one().map(Some),
            [false] => Ok(None),
        }
    }

    fn take_one(&self) -> io::Result<Place> {
        (&self.free.reader).read_exact(&mut [0])?;
        let free = Arc::clone(&self.free);
        Ok(Place { free })
    }

    /// No thread can panic while it has the lock.
    fn lock(&self) -> MutexGuard<'_, ()> {
        let taking = self.free.taking.lock();
        taking.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ready to be read from while a place is free, for those who wait for more than that;
/// [`try_take`](Places::try_take) then tells whether somebody else was faster.
impl AsFd for Places {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.free.reader.as_fd()
    }
}

// ANCHOR: drop
impl Drop for Place {
    fn drop(&mut self) {
        // There is room: no more bytes than at first are ever in the pipe.
        let _ = (&self.free.writer).write_all(b".");
    }
}
// ANCHOR_END: drop
