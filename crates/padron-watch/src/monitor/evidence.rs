use anyhow::Result;
use padron_host::files;
use padron_protocol::sha256;
use std::path::{Path, PathBuf};

/// The most checkpoints that one run keeps: a registrar could sign any number.
const MAX: usize = 100;

/// Checkpoints that contradict each other, kept beside the monitor's state.
pub(super) struct MonitorEvidence {
    state: PathBuf,
    kept: usize,
}

impl MonitorEvidence {
    /// Beside this state file.
    pub(super) fn new(state: &Path) -> Self {
        Self { state: state.to_owned(), kept: 0 }
    }

    /// Keeps both, each once, and says where.
    pub(super) fn keep(&mut self, followed: Option<&str>, shown: &str) -> Result<String> {
        let paths: Vec<_> = followed.into_iter().chain([shown]).map(|note| (self.path(note), note)).collect();
        for (path, note) in &paths {
            if !path.exists() && self.kept < MAX {
                files::write(path, note.as_bytes())?;
                self.kept += 1;
            }
        }
        Ok(paths.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>().join(", "))
    }

    /// Named after what was signed, whoever cosigned it.
    fn path(&self, note: &str) -> PathBuf {
        let signed = note.rfind("\n\n").map_or(note, |end| &note[..=end]);
        let name = self.state.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let hash = sha256(signed.as_bytes()).to_string();
        self.state.with_file_name(format!("{name}.{}.checkpoint", &hash[..16]))
    }
}
