//! Files that are gone with their last handle, and that fail when they are told to.

use super::{check, check_path, known};
use padron_registrar::ports::{LogFiles, StoreError};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is about to be done, or has been, to the file of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    Read(&'a str),
    Write(&'a str),
    /// It is taken away.
    Remove(&'a str),
}

/// When a step is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultMoment {
    /// Before it: an error means that it does not take place.
    Before,
    /// After it: an error means that it took place, and whoever asked for it is told that it failed.
    After,
}

type Hook = Box<dyn FnMut(FaultMoment, Step<'_>) -> Result<(), StoreError> + Send>;

/// A log's directory in memory, for tests and simulations. A handle: clones share the files and the faults.
#[derive(Clone, Default)]
pub struct MemoryFiles(Arc<Mutex<MemoryState>>);

#[derive(Default)]
struct MemoryState {
    files: BTreeMap<String, Vec<u8>>,
    hook: Option<Hook>,
}

impl MemoryFiles {
    /// No files, and nothing fails.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on asks `hook` before and after each step, file by file: what it answers with an error fails. It must
    /// not use the files itself.
    pub fn fail_with(&self, hook: impl FnMut(FaultMoment, Step<'_>) -> Result<(), StoreError> + Send + 'static) {
        self.state().hook = Some(Box::new(hook));
    }

    /// From now on nothing fails.
    pub fn heal(&self) {
        self.state().hook = None;
    }

    /// Every file, by path.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.state().files.clone()
    }

    fn state(&self) -> MutexGuard<'_, MemoryState> {
        // A hook that panics has left the files as they were, or with the step done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MemoryState {
    /// Takes a step, unless the hook is against it.
    fn step<T>(
        &mut self,
        step: Step<'_>,
        take: impl FnOnce(&mut BTreeMap<String, Vec<u8>>) -> T,
    ) -> Result<T, StoreError> {
        if let Some(hook) = &mut self.hook {
            hook(FaultMoment::Before, step)?;
        }
        let taken = take(&mut self.files);
        if let Some(hook) = &mut self.hook {
            hook(FaultMoment::After, step)?;
        }
        Ok(taken)
    }
}

impl LogFiles for MemoryFiles {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if !known(path) {
            return Ok(None);
        }
        self.state().step(Step::Read(path), |files| files.get(path).cloned())
    }

    fn write(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        check(files)?;
        let mut state = self.state();
        files.iter().try_for_each(|(path, bytes)| {
            state.step(Step::Write(path), |files| drop(files.insert(path.clone(), bytes.clone())))
        })
    }

    fn remove(&mut self, path: &str) -> Result<(), StoreError> {
        check_path(path)?;
        self.state().step(Step::Remove(path), |files| drop(files.remove(path)))
    }
}
