//! The FROST crate still speaks `rand_core` 0.6; this lends it a generator of `rand_core` 0.10.

use frost_ristretto255::rand_core as old;
use rand_core::CryptoRng;

/// A generator of today, seen through yesterday's traits.
pub(crate) struct OldRng<'a, R: ?Sized>(pub(crate) &'a mut R);

impl<R: CryptoRng + ?Sized> old::RngCore for OldRng<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, target: &mut [u8]) {
        self.0.fill_bytes(target);
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), old::Error> {
        self.0.fill_bytes(target);
        Ok(())
    }
}

impl<R: CryptoRng + ?Sized> old::CryptoRng for OldRng<'_, R> {}
