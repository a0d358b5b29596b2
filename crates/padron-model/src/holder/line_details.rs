//! The `line` compartment: the number and its card.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{date_bytes, date_from};
use crate::text::{FieldWriter, Fields, LINE_CAPACITY, demand_canonical};
use crate::{Iccid, Invalid, Number, OperatorId, Rule, Subject};

const NUMBER: u8 = 1;
const ICCID: u8 = 2;
const OPERATOR: u8 = 3;
const SERVICE: u8 = 4;
const ACTIVATED: u8 = 5;

/// How the line is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceKind {
    /// Paid in advance.
    Prepaid,
    /// Paid by bill.
    Postpaid,
}

impl ServiceKind {
    /// The kebab-case id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prepaid => "prepaid",
            Self::Postpaid => "postpaid",
        }
    }

    /// Reads the kebab-case id.
    ///
    /// # Errors
    /// No such kind.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "prepaid" => Ok(Self::Prepaid),
            "postpaid" => Ok(Self::Postpaid),
            "" => Err(Invalid::whole(Subject::Service, Rule::Empty)),
            _ => Err(Invalid::whole(Subject::Service, Rule::Service)),
        }
    }
}

/// The text of the `line` compartment. Personal: no `Debug`; number and card are wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct LineDetails {
    pub number: Number,
    /// The SIM's serial number, where the operator knows it.
    pub iccid: Option<Iccid>,
    /// Which operator serves the line.
    pub operator: OperatorId,
    /// Prepaid or postpaid.
    pub service: ServiceKind,
    /// The day on which the line was activated.
    pub activated: Date,
}

impl LineDetails {
    /// The canonical text, at most `LINE_CAPACITY` bytes.
    ///
    /// # Errors
    /// None: every value fits.
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Invalid> {
        let mut writer = FieldWriter::new(LINE_CAPACITY);
        writer
            .push(NUMBER, self.number.e164().as_bytes())?
            .push_optional(ICCID, self.iccid.as_ref().map(|iccid| iccid.digits().as_bytes()))?
            .push(OPERATOR, self.operator.as_str().as_bytes())?
            .push(SERVICE, &[self.service as u8])?
            .push(ACTIVATED, &date_bytes(self.activated))?;
        Ok(writer.finish())
    }

    /// Reads [`LineDetails::encode`]'s bytes.
    ///
    /// # Errors
    /// Names the rule broken.
    pub fn decode(bytes: &[u8]) -> Result<Self, Invalid> {
        let fields = Fields::parse(bytes, &[NUMBER, ICCID, OPERATOR, SERVICE, ACTIVATED])?;
        let details = Self {
            number: Number::parse(fields.required_str(NUMBER)?)?,
            iccid: fields.optional_str(ICCID)?.map(Iccid::parse).transpose()?,
            operator: OperatorId::parse(fields.required_str(OPERATOR)?)?,
            service: match fields.required(SERVICE)? {
                [0] => ServiceKind::Prepaid,
                [1] => ServiceKind::Postpaid,
                _ => return Err(Invalid::whole(Subject::Service, Rule::Service)),
            },
            activated: date_from(fields.required(ACTIVATED)?, Subject::Activated)?,
        };
        demand_canonical(bytes, &details.encode()?)?;
        Ok(details)
    }
}
