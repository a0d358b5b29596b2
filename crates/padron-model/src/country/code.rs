//! Countries by their three-letter code (ISO 3166-1 alpha-3).

use serde::{Deserialize, Serialize};

use crate::{Invalid, Rule, Subject};

/// ISO 3166-1 alpha-3, and the codes of ICAO Doc 9303 for people without a nationality (XXA, XXB, XXC).
const CODES: &str = "\
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR \
BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP \
CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB \
GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN \
KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD \
MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN \
PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM \
SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR \
UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XXA XXB XXC YEM ZAF ZMB ZWE";

/// A country that issues passports or gives a nationality.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(&'static str);

impl Country {
    /// Reads a three-letter code in either case.
    ///
    /// # Errors
    /// Not three letters, or not a country.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::whole(Subject::Country, Rule::Empty));
        }
        if text.chars().count() != 3 {
            return Err(Invalid::whole(Subject::Country, Rule::Length));
        }
        CODES
            .split(' ')
            .find(|code| code.eq_ignore_ascii_case(text))
            .map(Self)
            .ok_or_else(|| Invalid::whole(Subject::Country, Rule::Country))
    }

    /// The three capital letters.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl TryFrom<String> for Country {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.0.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_iso_3166_and_three_of_icao() {
        let codes: Vec<&str> = CODES.split(' ').collect();
        assert_eq!(codes.len(), 249 + 3);
        assert!(codes.is_sorted());
        assert!(codes.iter().all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())));
    }

    #[test]
    fn reads_either_case_and_refuses_the_rest() {
        assert!(Country::parse(" mex ").is_ok_and(|country| country.as_str() == "MEX"));
        for (text, rule) in [("", Rule::Empty), ("MX", Rule::Length), ("XYZ", Rule::Country), ("ÑÑÑ", Rule::Country)]
        {
            assert_eq!(Country::parse(text).err().map(|invalid| invalid.rule), Some(rule));
        }
    }
}
