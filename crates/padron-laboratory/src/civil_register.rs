use padron_http::roles::IdentityRegister;
use padron_protocol::messages::identity::Verdict;
use padron_testkit::SimulatedRegister;
use zeroize::Zeroizing;

/// The simulated civil register, as an identity source.
pub struct CivilRegister(SimulatedRegister);

impl CivilRegister {
    /// The register of so many synthetic people.
    pub fn new(seed: u64, people: u64) -> Self {
        Self(SimulatedRegister::new(seed, people, 1))
    }
}

impl IdentityRegister for CivilRegister {
    fn confirm(&self, holder: &[u8]) -> Result<Zeroizing<Vec<u8>>, Verdict> {
        self.0.confirm(holder)
    }

    fn login(&self, document: &str, code: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.0.login(document, code)
    }
}
