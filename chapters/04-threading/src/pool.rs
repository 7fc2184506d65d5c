//! A pool: a fixed number of threads does jobs from one queue of bounded length.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::panics::caught;

/// Threads, the *workers*, that do the jobs they are given, in the order in which
/// they were given.
///
/// Dropped, it takes no more jobs, and waits until those it has are done. The
/// workers end then.
///
/// ```
/// use std::sync::mpsc;
/// use threading::pool::Pool;
///
/// let pool = Pool::new(4, 16)?;
/// let (sender, squares) = mpsc::channel();
/// for number in 1..=20 {
///     let sender = sender.clone();
///     // `send` fails if nobody wants to know any more.
///     pool.execute(move || sender.send(number * number).unwrap_or(()));
/// }
/// drop((pool, sender));
/// assert_eq!(squares.iter().sum::<u32>(), 2870);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
// ANCHOR: pool
pub struct Pool {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    /// There is a job to take, or there will never be another.
    work: Condvar,
    /// There is room for a job.
    room: Condvar,
}

struct Queue {
    jobs: VecDeque<Job>,
    /// The most jobs that wait at a time.
    length: usize,
    is_closed: bool,
    panicked: usize,
}

type Job = Box<dyn FnOnce() + Send>;
// ANCHOR_END: pool

impl Pool {
    /// Starts `workers` threads. Up to `queue_length` jobs can wait for them, besides
    /// those that they are doing.
    ///
    /// # Errors
    /// One of the numbers is 0 ([`InvalidInput`](ErrorKind::InvalidInput)), or the
    /// system has no thread left; those that were started have ended then.
    // ANCHOR: new
    pub fn new(workers: usize, queue_length: usize) -> io::Result<Self> {
        if workers == 0 || queue_length == 0 {
            let message = "a pool needs a worker, and room for a job";
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        let mut pool = Self {
            shared: Arc::new(Shared::new(queue_length)),
            workers: Vec::with_capacity(workers),
        };
        for number in 1..=workers {
            let shared = Arc::clone(&pool.shared);
            let thread = thread::Builder::new().name(format!("worker {number}"));
            pool.workers.push(thread.spawn(move || shared.work())?);
        }
        Ok(pool)
    }
    // ANCHOR_END: new

    /// Gives the pool a job, and waits as long as the queue is full.
    ///
    /// A job that gives its own pool another one should take
    /// [`try_execute`](Self::try_execute): when every worker waits for room in the
    /// queue, nobody is left to make some.
    // ANCHOR: execute
    pub fn execute(&self, job: impl FnOnce() + Send + 'static) {
        let queue = self.shared.lock();
        let queue = self.shared.room.wait_while(queue, |queue| queue.is_full());
        let queue = queue.unwrap_or_else(PoisonError::into_inner);
        self.shared.add(queue, Box::new(job));
    }

    /// Gives the pool a job if there is room for it in the queue.
    ///
    /// # Errors
    /// There is none: here is the job.
    pub fn try_execute<J>(&self, job: J) -> Result<(), J>
    where
        J: FnOnce() + Send + 'static,
    {
        let queue = self.shared.lock();
        if queue.is_full() {
            return Err(job);
        }
        self.shared.add(queue, Box::new(job));
        Ok(())
    }
    // ANCHOR_END: execute

    /// How many jobs wait for a worker.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.shared.lock().jobs.len()
    }

    /// How many jobs have panicked so far.
    #[must_use]
    pub fn panicked(&self) -> usize {
        self.shared.lock().panicked
    }
}

// ANCHOR: drop
impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.work.notify_all();
        for worker in self.workers.drain(..) {
            // A job may own the pool, and be the last to let it go: no thread can
            // wait for its own end.
            if worker.thread().id() != thread::current().id() {
                // It has caught every panic, so it has none to hand over.
                let _ = worker.join();
            }
        }
    }
}
// ANCHOR_END: drop

impl Queue {
    fn is_full(&self) -> bool {
        self.jobs.len() >= self.length
    }
}

impl Shared {
    fn new(queue_length: usize) -> Self {
        Self {
            queue: Mutex::new(Queue {
                jobs: VecDeque::new(),
                length: queue_length,
                is_closed: false,
                panicked: 0,
            }),
            work: Condvar::new(),
            room: Condvar::new(),
        }
    }

    /// The lock is held for a few lines that can't panic, never while a job is done,
    /// so there is nothing half-done to be afraid of.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, mut queue: MutexGuard<'_, Queue>, job: Job) {
        queue.jobs.push_back(job);
        drop(queue);
        self.work.notify_one();
    }

    /// What a worker does: one job after another, until there will be none.
    // ANCHOR: work
    fn work(&self) {
        while let Some(job) = self.next_job() {
            if caught(job).is_err() {
                let mut queue = self.lock();
                queue.panicked = queue.panicked.saturating_add(1);
            }
        }
    }

    fn next_job(&self) -> Option<Job> {
        let none_yet =
            |queue: &mut Queue| queue.jobs.is_empty() && !queue.is_closed;
        let queue = self.work.wait_while(self.lock(), none_yet);
        let job = queue
            .unwrap_or_else(PoisonError::into_inner)
            .jobs
            .pop_front();
        self.room.notify_one();
        job
    }
    // ANCHOR_END: work
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("jobs", &self.jobs.len())
            .field("length", &self.length)
            .field("is_closed", &self.is_closed)
            .field("panicked", &self.panicked)
            .finish()
    }
}
