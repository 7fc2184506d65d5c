//! Each job is done once, in order, by so many workers and no more, whatever the
//! jobs do.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use tcp_vs_udp::random::Random;
use threading::pool::Pool;

use crate::within_limit;

/// A job that has begun, and goes on until this is dropped.
struct Busy {
    _go_on: mpsc::Sender<()>,
}

/// Keeps a worker of the pool busy; returns when it is.
fn occupy(pool: &Pool) -> Busy {
    let (go_on, wait) = mpsc::channel::<()>();
    let (begin, begun) = mpsc::channel();
    pool.execute(move || {
        begin.send(()).unwrap();
        // Until the sender is gone.
        let _ = wait.recv();
    });
    begun.recv().unwrap();
    Busy { _go_on: go_on }
}

/// Gives each of the workers a job that ends when all of them have met: that many
/// are alive, and not waiting for one another.
fn meets(pool: &Pool, workers: usize) {
    let everybody = Arc::new(Barrier::new(workers + 1));
    for _ in 0..workers {
        let everybody = Arc::clone(&everybody);
        pool.execute(move || {
            everybody.wait();
        });
    }
    everybody.wait();
}

#[test]
fn a_pool_needs_a_worker_and_room_for_a_job() {
    for (workers, queue_length) in [(0, 1), (1, 0), (0, 0)] {
        let error = Pool::new(workers, queue_length).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn jobs_are_done_in_the_order_in_which_they_were_given() {
    within_limit(|| {
        let pool = Pool::new(1, 3).unwrap();
        let (sender, numbers) = mpsc::channel();
        for number in 0..1_000 {
            let sender = sender.clone();
            pool.execute(move || sender.send(number).unwrap());
        }
        drop((pool, sender));
        assert!(numbers.iter().eq(0..1_000));
    });
}

#[test]
fn all_workers_work_at_once_and_no_more_than_they() {
    within_limit(|| {
        let pool = Pool::new(3, 100).unwrap();
        let (working, most) = (Arc::default(), Arc::new(AtomicUsize::new(0)));
        for _ in 0..100 {
            let (working, most) = (Arc::clone(&working), Arc::clone(&most));
            pool.execute(move || {
                let now: &AtomicUsize = &working;
                most.fetch_max(
                    now.fetch_add(1, Ordering::SeqCst) + 1,
                    Ordering::SeqCst,
                );
                thread::yield_now();
                now.fetch_sub(1, Ordering::SeqCst);
            });
        }
        meets(&pool, 3);
        drop(pool);
        assert!((1..=3).contains(&most.load(Ordering::SeqCst)), "{most:?}");
    });
}

#[test]
fn a_full_queue_gives_the_job_back() {
    within_limit(|| {
        let pool = Pool::new(1, 2).unwrap();
        let busy = occupy(&pool);
        let (sender, done) = mpsc::channel();
        for number in 1..=3 {
            let sender = sender.clone();
            let job = move || sender.send(number).unwrap();
            match pool.try_execute(job) {
                Ok(()) => assert!(number <= 2),
                Err(job) => {
                    assert_eq!((number, pool.waiting()), (3, 2));
                    job();
                }
            }
        }
        // The one that was given back was done here, before the other two.
        drop(busy);
        drop((pool, sender));
        assert_eq!(done.iter().collect::<Vec<u32>>(), [3, 1, 2]);
    });
}

#[test]
fn whoever_gives_a_job_waits_while_the_queue_is_full() {
    within_limit(|| {
        let pool = Pool::new(1, 1).unwrap();
        let busy = occupy(&pool);
        pool.execute(|| {});
        thread::scope(|scope| {
            let giving = scope.spawn(|| pool.execute(|| {}));
            // However long it is given, it can't have come to an end.
            for _ in 0..1_000 {
                thread::yield_now();
                assert!(!giving.is_finished());
                assert_eq!(pool.waiting(), 1);
            }
            drop(busy);
            giving.join().unwrap();
        });
    });
}

#[test]
fn a_panic_costs_the_job_and_not_the_worker() {
    within_limit(|| {
        let pool = Pool::new(4, 2).unwrap();
        for _ in 0..20 {
            pool.execute(|| panic!("as the test wants it"));
        }
        meets(&pool, 4);
        assert_eq!(pool.panicked(), 20);
    });
}

/// What is thrown here panics once more when it is dropped.
#[test]
fn a_panic_of_what_a_panic_has_thrown_costs_no_worker() {
    struct Twice;
    impl Drop for Twice {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new("as the test wants it"));
        }
    }
    within_limit(|| {
        let pool = Pool::new(1, 1).unwrap();
        pool.execute(|| std::panic::resume_unwind(Box::new(Twice)));
        meets(&pool, 1);
        assert_eq!(pool.panicked(), 1);
    });
}

#[test]
fn dropping_the_pool_waits_for_the_jobs_in_the_queue() {
    within_limit(|| {
        let pool = Pool::new(2, 50).unwrap();
        let busy = [occupy(&pool), occupy(&pool)];
        let done = Arc::new(AtomicUsize::new(0));
        for _ in 0..50 {
            let done = Arc::clone(&done);
            pool.execute(move || {
                done.fetch_add(1, Ordering::SeqCst);
            });
        }
        assert_eq!(pool.waiting(), 50);
        drop(busy);
        drop(pool);
        assert_eq!(done.load(Ordering::SeqCst), 50);
    });
}

#[test]
fn a_job_may_be_the_last_to_own_the_pool() {
    within_limit(|| {
        let pool = Arc::new(Pool::new(2, 2).unwrap());
        let (end, ended) = mpsc::channel();
        let (go_on, wait) = mpsc::channel::<()>();
        let own = Arc::clone(&pool);
        pool.execute(move || {
            let _ = wait.recv();
            drop(own);
            end.send(()).unwrap();
        });
        drop(pool);
        drop(go_on);
        ended.recv().unwrap();
    });
}

#[test]
fn a_job_may_give_its_pool_another() {
    within_limit(|| {
        let pool = Arc::new(Pool::new(1, 1).unwrap());
        let (sender, receiver) = mpsc::channel();
        let own = Arc::clone(&pool);
        pool.execute(move || {
            assert!(own.try_execute(move || sender.send(1).unwrap()).is_ok());
        });
        assert_eq!(receiver.recv().unwrap(), 1);
    });
}

/// Many threads give jobs to pools of many shapes, in both ways, and some of the jobs
/// panic: each is done exactly once, those of one giver by one worker in order, and
/// nobody waits for a wake-up that was lost.
#[test]
fn each_job_is_done_once_whoever_gave_it() {
    const GIVERS: usize = 4;
    const JOBS: usize = 200;
    for seed in 0..50 {
        within_limit(move || {
            let mut random = Random::new(seed);
            let workers = 1 + (random.next_number() % 4) as usize;
            let length = 1 + (random.next_number() % 5) as usize;
            let pool = Pool::new(workers, length).unwrap();
            let done = Arc::new(Mutex::new(Vec::new()));
            thread::scope(|scope| {
                for giver in 0..GIVERS {
                    let (pool, done) = (&pool, &done);
                    let mut random = Random::new(seed * 1_000 + giver as u64);
                    scope.spawn(move || give(pool, giver, &mut random, done));
                }
            });
            drop(pool);
            let done = done.lock().unwrap();
            for giver in 0..GIVERS {
                let of_giver = done.iter().filter(|job| job.0 == giver);
                let mut numbers: Vec<usize> = of_giver.map(|job| job.1).collect();
                if workers > 1 {
                    numbers.sort_unstable();
                }
                assert!(numbers.into_iter().eq(0..JOBS), "seed {seed}");
            }
        });
    }

    fn give(
        pool: &Pool,
        giver: usize,
        random: &mut Random,
        done: &Arc<Mutex<Vec<(usize, usize)>>>,
    ) {
        for number in 0..JOBS {
            let (done, panics) = (Arc::clone(done), random.happens(1));
            let mut job = move || {
                done.lock().unwrap().push((giver, number));
                // As `panic!` does, without a word on standard error.
                if panics {
                    std::panic::resume_unwind(Box::new("as the test wants it"));
                }
            };
            if random.happens(50) {
                pool.execute(job);
                continue;
            }
            while let Err(same) = pool.try_execute(job) {
                thread::yield_now();
                job = same;
            }
        }
    }
}
