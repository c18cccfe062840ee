//! Takes what stands in the WAL over into the file, beside the writer: a checkpoint writes and syncs
//! for a tenth of a second, and whoever waits for the writing connection would wait for that too.

use super::{Result, connect};
use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

/// When it is time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Pages (of 4 KiB) behind the last pass before the next one: many phones write the same pages.
    pub beside: u32,
    /// Pages in the WAL before the writer itself waits for a pass: nothing else takes a WAL back that
    /// is written without a pause.
    pub at_once: u32,
}

/// A thread with a connection of its own; it ends with this.
pub(super) struct Checkpointer {
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Bell {
    asked: Mutex<Asked>,
    rung: Condvar,
    /// Pages the last pass took over.
    taken: AtomicU32,
}

#[derive(Default)]
struct Asked {
    pass: bool,
    end: bool,
}

impl Bell {
    fn ring(&self, change: impl FnOnce(&mut Asked)) {
        change(&mut self.asked.lock().unwrap_or_else(PoisonError::into_inner));
        self.rung.notify_all();
    }

    /// Waits until a pass is asked for; false at the end.
    fn wait(&self) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        while !asked.pass && !asked.end {
            asked = self.rung.wait(asked).unwrap_or_else(PoisonError::into_inner);
        }
        asked.pass = false;
        !asked.end
    }
}

impl Checkpointer {
    /// Starts it on a file; the writer's commits ring for it from now on.
    ///
    /// # Errors
    /// When the file can't be opened once more.
    pub(super) fn start(file: &Path, writer: &mut Connection, pace: Pace) -> Result<Checkpointer> {
        let (bell, own) = (Arc::new(Bell::default()), connect(file, None)?);
        let hook = {
            let bell = bell.clone();
            move |wal: &mut rusqlite::hooks::Wal, pages: i32| {
                let pages = pages.unsigned_abs();
                let taken = bell.taken.load(Ordering::Relaxed);
                if pages >= pace.at_once {
                    // The commit stands whatever comes of this: the other thread may be at it, or the
                    // disk be full. The next commit tries again.
                    let _ = wal.checkpoint();
                } else if pages < taken {
                    // Fewer than were taken over: the WAL has begun anew.
                    bell.taken.store(0, Ordering::Relaxed);
                } else if pages - taken >= pace.beside {
                    bell.ring(|asked| asked.pass = true);
                }
                Ok(())
            }
        };
        writer.wal_hook(Some(hook))?;
        let thread = {
            let bell = bell.clone();
            std::thread::spawn(move || {
                while bell.wait() {
                    // What fails now (a full disk) is tried again at the next ring; nothing is lost
                    // meanwhile, since what was committed stands in the WAL.
                    if let Ok(taken) = pass(&own) {
                        bell.taken.store(taken, Ordering::Relaxed);
                    }
                }
            })
        };
        Ok(Checkpointer { bell, thread: Some(thread) })
    }
}

/// One pass that waits for nobody: the pages it took over.
fn pass(own: &Connection) -> rusqlite::Result<u32> {
    own.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, i64>(2))
        .map(|pages| u32::try_from(pages).unwrap_or(0))
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.bell.ring(|asked| asked.end = true);
        if let Some(thread) = self.thread.take() {
            // A panic in it has been told already.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pace: Pace) -> u64 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("weige.sqlite");
        let mut writer = connect(&file, None).unwrap();
        writer.execute_batch("CREATE TABLE t (a)").unwrap();
        let checkpointer = Checkpointer::start(&file, &mut writer, pace).unwrap();
        for number in 0..400 {
            writer.execute("INSERT INTO t VALUES (?1)", [number]).unwrap();
        }
        drop(checkpointer);
        let count: i64 = writer.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 400);
        std::fs::metadata(folder.path().join("weige.sqlite-wal")).unwrap().len()
    }

    #[test]
    fn the_wal_is_taken_back_while_it_is_written_without_a_pause() {
        // Every commit here writes a page or more: without passes 400 of them. And none fails because
        // both are at it.
        assert!(written(Pace { beside: 10, at_once: 40 }) < 250 * 4096);
        assert!(written(Pace { beside: 1, at_once: 1 }) < 250 * 4096);
        assert!(written(Pace { beside: u32::MAX, at_once: 40 }) < 120 * 4096);
        assert!(written(Pace { beside: u32::MAX, at_once: u32::MAX }) > 380 * 4096);
    }

    #[test]
    fn it_ends_with_the_store_and_leaves_the_file_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("weige.sqlite");
        let mut writer = connect(&file, None).unwrap();
        let checkpointer = Checkpointer::start(&file, &mut writer, Pace { beside: 1, at_once: 10 }).unwrap();
        writer.execute_batch("CREATE TABLE t (a)").unwrap();
        drop((checkpointer, writer));
        let alone = connect(&file, None).unwrap();
        alone.pragma_update(None, "journal_mode", "DELETE").unwrap();
    }
}
