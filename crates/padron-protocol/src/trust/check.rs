use super::{MAX_PARTIES, Party, Role, TrustError, TrustList};
use crate::bytes::Hash32;
use crate::jws::PublicSigningKey;
use jiff::Timestamp;
use padron_threshold::{CustodianIndex, DeliveryKey, Epoch, PublicKey, Purpose, VrfKey};
use padron_tlog::{KeyKind, PolicyWitness, VerifierKey, WitnessPolicy};
use std::collections::{BTreeMap, BTreeSet};

/// A trust list whose signatures and content hold, with its keys ready for use.
#[derive(Clone)]
pub struct Trusted {
    list: TrustList,
    hash: Hash32,
    parties: BTreeMap<String, TrustedParty>,
    line: PublicKey,
    person: PublicKey,
    sealing: PublicKey,
    log: VerifierKey,
    labels: VrfKey,
    witnesses: WitnessPolicy,
}

/// A party with its keys parsed.
#[derive(Clone)]
pub struct TrustedParty {
    pub id: String,
    pub role: Role,
    pub controller: String,
    /// Its address, without a slash at the end.
    pub endpoint: Option<String>,
    pub signing: PublicSigningKey,
    /// The key that messages to it are sealed to.
    pub delivery: Option<DeliveryKey>,
    pub index: Option<CustodianIndex>,
    /// A witness's key as its cosignatures name it.
    pub witness: Option<VerifierKey>,
}

/// Roles that one controller may not have together, and what it could do if it had.
const APART: &[(Role, Role, &str)] = &[
    (Role::Custodian, Role::Custodian, "together they would count as one for what they could open"),
    (Role::Registrar, Role::Custodian, "it would hold the register and a share of its keys"),
    (Role::Registrar, Role::Verifier, "it would know whose the records are"),
    (Role::Registrar, Role::Witness, "it would watch its own log"),
    (Role::Verifier, Role::Custodian, "it would evaluate people for itself"),
    (Role::Attester, Role::Verifier, "it would look at people's lines without a sign-in"),
    (Role::Attester, Role::Registrar, "it would know whose the records are"),
    (Role::Attester, Role::Custodian, "it would evaluate people whom it has confirmed itself"),
];

impl Trusted {
    pub(super) fn new(list: TrustList, hash: Hash32) -> Result<Self, TrustError> {
        let parties = parse_parties(&list)?;
        let line = parse_key(&list, Purpose::Line)?;
        let person = parse_key(&list, Purpose::Person)?;
        let sealing = parse_key(&list, Purpose::Sealing)?;
        let log = VerifierKey::new(&list.log.origin, KeyKind::Ed25519, &list.log.key.0)
            .map_err(|error| content(format!("the log's name or key: {error}")))?;
        let labels = VrfKey::from_bytes(list.log.labels.0)
            .map_err(|error| content(format!("the key of the log's labels: {error}")))?;
        let witnesses = parse_witnesses(&list, &parties)?;
        let trusted = Self { list, hash, parties, line, person, sealing, log, labels, witnesses };
        trusted.check_custodians()?;
        trusted.check_controllers()?;
        Ok(trusted)
    }

    /// Refuses a list that has expired: nothing may be done under it any more.
    pub fn check_expiry(&self, now: Timestamp) -> Result<(), TrustError> {
        if now >= self.list.expires { Err(TrustError::Expired(self.list.expires)) } else { Ok(()) }
    }

    /// The key that signs the log's checkpoints.
    pub fn log_key(&self) -> &VerifierKey {
        &self.log
    }

    /// The key that proves the labels of lines' moves.
    pub fn label_key(&self) -> &VrfKey {
        &self.labels
    }

    /// Which cosignatures a checkpoint needs.
    pub fn witness_policy(&self) -> &WitnessPolicy {
        &self.witnesses
    }

    /// This list without the parties that `next` no longer names with the same role and key: what is removed is gone
    /// at once, even while the rest of `next` has to wait.
    pub fn without_removed(&self, next: &Self) -> Self {
        let stays = |party: &TrustedParty| {
            next.parties.get(&party.id).is_some_and(|other| other.role == party.role && other.signing == party.signing)
        };
        let mut reduced = self.clone();
        reduced.parties.retain(|_, party| stays(party));
        let named: BTreeSet<_> =
            reduced.parties.values().filter_map(|party| Some(*party.witness.as_ref()?.key())).collect();
        reduced.witnesses.witnesses.retain(|witness| named.contains(witness.key.key()));
        reduced
    }

    /// The list itself.
    pub fn list(&self) -> &TrustList {
        &self.list
    }

    /// The hash that the next list names as its predecessor.
    pub fn hash(&self) -> Hash32 {
        self.hash
    }

    pub fn party(&self, id: &str) -> Option<&TrustedParty> {
        self.parties.get(id)
    }

    pub fn party_as(&self, id: &str, role: Role) -> Option<&TrustedParty> {
        self.party(id).filter(|party| party.role == role)
    }

    /// Every party of a role, by id.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &TrustedParty> {
        self.parties.values().filter(move |party| party.role == role)
    }

    /// The only party of a role that a register has once.
    pub fn only(&self, role: Role) -> Option<&TrustedParty> {
        let mut found = self.of_role(role);
        found.next().filter(|_| found.next().is_none())
    }

    /// The custodians by index.
    pub fn custodians(&self) -> Vec<&TrustedParty> {
        let mut found: Vec<_> = self.of_role(Role::Custodian).collect();
        found.sort_by_key(|party| party.index);
        found
    }

    pub fn key(&self, purpose: Purpose) -> &PublicKey {
        match purpose {
            Purpose::Line => &self.line,
            Purpose::Person => &self.person,
            Purpose::Sealing => &self.sealing,
        }
    }

    fn check_custodians(&self) -> Result<(), TrustError> {
        let indices: BTreeSet<_> = self.of_role(Role::Custodian).filter_map(|party| party.index).collect();
        for key in [&self.line, &self.person, &self.sealing] {
            let shares: BTreeSet<_> = key.shares().iter().map(|(index, _)| *index).collect();
            if shares != indices {
                return Err(content(format!(
                    "the shares of the {} key are not those of the custodians",
                    key.purpose().as_str()
                )));
            }
        }
        let quorum = usize::from(self.list.approvals);
        if quorum < usize::from(self.line.threshold()) || quorum > indices.len() {
            return Err(content("approvals must be from the threshold to the number of custodians"));
        }
        if [Role::Registrar, Role::Verifier, Role::Attester].iter().any(|role| self.only(*role).is_none()) {
            return Err(content("there must be one registrar, one verifier and one attester"));
        }
        Ok(())
    }

    fn check_controllers(&self) -> Result<(), TrustError> {
        for (one, other, why) in APART {
            for party in self.of_role(*one) {
                let same =
                    |rival: &&TrustedParty| rival.id != party.id && rival.controller.trim() == party.controller.trim();
                if let Some(rival) = self.of_role(*other).find(same) {
                    return Err(content(format!("{} and {} have one controller: {why}", party.id, rival.id)));
                }
            }
        }
        Ok(())
    }
}

fn content(what: impl Into<String>) -> TrustError {
    TrustError::Content(what.into())
}

fn parse_parties(list: &TrustList) -> Result<BTreeMap<String, TrustedParty>, TrustError> {
    if list.parties.len() > MAX_PARTIES {
        return Err(content(format!("more than {MAX_PARTIES} parties")));
    }
    let mut parties = BTreeMap::new();
    let mut keys = BTreeSet::new();
    for party in &list.parties {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if party.id.is_empty() || party.id.len() > 40 || !party.id.bytes().all(fits) {
            return Err(content("a party id is not 1 to 40 characters of a-z, 0-9 and -"));
        }
        let bad = |what: &str| content(format!("{}: {what}", party.id));
        let signing =
            PublicSigningKey::from_bytes(&party.signing.0).ok_or_else(|| bad("the signing key is not valid"))?;
        if !keys.insert(party.signing) {
            return Err(bad("its signing key belongs to another party too"));
        }
        let index = match (party.role, party.index) {
            (Role::Custodian, Some(index)) => {
                Some(CustodianIndex::new(index).map_err(|_| bad("its index is not 1 to 32"))?)
            }
            (Role::Custodian, None) => return Err(bad("a custodian needs an index")),
            (_, Some(_)) => return Err(bad("only custodians have an index")),
            (_, None) => None,
        };
        let delivery = party.delivery.as_ref().map(|key| DeliveryKey::from_bytes(&key.0));
        let parsed = TrustedParty {
            id: party.id.clone(),
            role: party.role,
            controller: party.controller.clone(),
            endpoint: party.endpoint.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            signing,
            delivery: delivery.transpose().map_err(|_| bad("its delivery key is none of the suite in use"))?,
            index,
            witness: parse_witness(party).map_err(|what| bad(&what))?,
        };
        if parties.insert(party.id.clone(), parsed).is_some() {
            return Err(bad("it is named twice"));
        }
    }
    let indices: Vec<_> = parties.values().filter_map(|party| party.index).collect();
    if indices.iter().collect::<BTreeSet<_>>().len() != indices.len() {
        return Err(content("two custodians have the same index"));
    }
    Ok(parties)
}

/// A witness's verifier key: of the kind that cosigns, and the same key as in `signing`.
fn parse_witness(party: &Party) -> Result<Option<VerifierKey>, String> {
    match (party.role, &party.witness) {
        (Role::Witness, Some(text)) => {
            let key = VerifierKey::parse(text).map_err(|error| format!("its verifier key: {error}"))?;
            let same = key.kind() == KeyKind::CosignatureV1 && key.key() == &party.signing.0;
            same.then_some(Some(key)).ok_or_else(|| "its verifier key is not a cosigning key of its signing key".into())
        }
        (Role::Witness, None) => Err("a witness needs its note verifier key".into()),
        (_, Some(_)) => Err("only witnesses have a note verifier key".into()),
        (_, None) => Ok(None),
    }
}

fn parse_witnesses(list: &TrustList, parties: &BTreeMap<String, TrustedParty>) -> Result<WitnessPolicy, TrustError> {
    let rule = list.witness_policy;
    if rule.groups < 2 {
        return Err(content("cosignatures must come from two groups of witnesses or more"));
    }
    let mut witnesses = Vec::new();
    for party in parties.values() {
        let Some(key) = &party.witness else { continue };
        witnesses.push(PolicyWitness { key: key.clone(), group: party.controller.trim().to_owned() });
    }
    WitnessPolicy::new(witnesses, rule.cosignatures, rule.groups)
        .map_err(|error| content(format!("the witness policy: {error}")))
}

fn parse_key(list: &TrustList, purpose: Purpose) -> Result<PublicKey, TrustError> {
    let mut of_purpose = list.keys.iter().filter(|key| key.purpose == purpose.as_str());
    let (Some(key), None) = (of_purpose.next(), of_purpose.next()) else {
        return Err(content(format!("there must be exactly one {} key", purpose.as_str())));
    };
    let wrap = |source| TrustError::Key { purpose: key.purpose.clone(), source };
    let shares = key
        .shares
        .iter()
        .map(|share| Ok((CustodianIndex::new(share.index)?, share.point.0)))
        .collect::<Result<Vec<_>, _>>()
        .map_err(wrap)?;
    PublicKey::new(purpose, Epoch(key.epoch), key.threshold, key.group.0, &shares).map_err(wrap)
}
