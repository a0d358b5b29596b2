//! The `contact` compartment: how to reach the holder.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::name::{is_invisible, spaced};
use crate::text::{CONTACT_CAPACITY, FieldWriter, Fields, demand_canonical};
use crate::{Invalid, Rule, Subject};

const ADDRESS: u8 = 1;
const POSTAL_CODE: u8 = 2;
const EMAIL: u8 = 3;

/// Most bytes of an address in UTF-8.
const ADDRESS_BYTES: usize = 160;
/// Most bytes of an e-mail address.
const EMAIL_BYTES: usize = 100;
/// Most characters of a postal code; what it looks like is its country's business.
const POSTAL_CODE_BYTES: usize = 10;
/// Most bytes of the three together, so that the compartment always holds them: three tags and lengths.
const TOGETHER_BYTES: usize = CONTACT_CAPACITY - 6;

/// The text of the `contact` compartment. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Contact {
    address: String,
    postal_code: String,
    email: Option<String>,
}

impl Contact {
    /// Reads an address (at most 160 bytes), an e-mail address (at most 100) and a postal code that the country's rules
    /// have passed; together at most 216.
    ///
    /// # Errors
    /// Names the part, the rule and the character.
    pub fn new(address: &str, email: Option<&str>, postal_code: &str) -> Result<Self, Invalid> {
        let email = email.filter(|text| !text.trim().is_empty());
        let contact = Self {
            address: spaced(address, Subject::Address, |_, _| true)?,
            postal_code: read_postal_code(postal_code)?,
            email: email.map(read_email).transpose()?,
        };
        let others = contact.postal_code.len() + contact.email.as_ref().map_or(0, String::len);
        if contact.address.len() > ADDRESS_BYTES || contact.address.len() + others > TOGETHER_BYTES {
            return Err(Invalid::whole(Subject::Address, Rule::TooLong));
        }
        Ok(contact)
    }

    /// Street, number, neighbourhood, municipality, state.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Letters, digits, spaces and hyphens.
    pub fn postal_code(&self) -> &str {
        &self.postal_code
    }

    /// E-mail address, if the holder gave one.
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// The canonical text, at most `CONTACT_CAPACITY` bytes.
    ///
    /// # Errors
    /// None for a value that was read by [`Contact::new`].
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Invalid> {
        let mut writer = FieldWriter::new(CONTACT_CAPACITY);
        writer
            .push(ADDRESS, self.address.as_bytes())?
            .push(POSTAL_CODE, self.postal_code.as_bytes())?
            .push_optional(EMAIL, self.email.as_deref().map(str::as_bytes))?;
        Ok(writer.finish())
    }

    /// Reads [`Contact::encode`]'s bytes.
    ///
    /// # Errors
    /// Names the rule broken.
    pub fn decode(bytes: &[u8]) -> Result<Self, Invalid> {
        let fields = Fields::parse(bytes, &[ADDRESS, POSTAL_CODE, EMAIL])?;
        let (address, email) = (fields.required_str(ADDRESS)?, fields.optional_str(EMAIL)?);
        let contact = Self::new(address, email, fields.required_str(POSTAL_CODE)?)?;
        demand_canonical(bytes, &contact.encode()?)?;
        Ok(contact)
    }
}

fn read_postal_code(text: &str) -> Result<String, Invalid> {
    let allowed = |_: &str, character: char| character.is_ascii_alphanumeric() || character == '-';
    let code = spaced(text, Subject::PostalCode, allowed)?;
    if code.len() > POSTAL_CODE_BYTES {
        return Err(Invalid::whole(Subject::PostalCode, Rule::Length));
    }
    Ok(code)
}

fn read_email(text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    if text.len() > EMAIL_BYTES {
        return Err(Invalid::whole(Subject::Email, Rule::TooLong));
    }
    let refused = |character: char| character.is_whitespace() || is_invisible(character);
    if let Some(index) = text.chars().position(refused) {
        return Err(Invalid::at(Subject::Email, Rule::Character, index + 1));
    }
    match text.rsplit_once('@') {
        Some((user, domain)) if !user.is_empty() && !user.contains('@') && domain.len() > 2 && domain.contains('.') => {
            Ok(text.to_owned())
        }
        _ => Err(Invalid::whole(Subject::Email, Rule::Email)),
    }
}
