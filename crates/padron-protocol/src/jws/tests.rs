use super::*;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
}

impl Message for Note {
    const TYPE: &'static str = "padron-note+jws";
}

#[derive(Serialize, Deserialize, Debug)]
struct Other {
    text: String,
}

impl Message for Other {
    const TYPE: &'static str = "padron-other+jws";
}

fn signer() -> (Signer, PublicSigningKey) {
    let signer = Signer::new("court-1", &[7; 32]);
    let key = PublicSigningKey::from_bytes(&signer.public()).unwrap();
    (signer, key)
}

#[test]
fn a_signed_message_opens_under_its_key_only() {
    let (signer, key) = signer();
    let token = signer.sign(&Note { text: "a".into() }).unwrap();
    assert_eq!(open::<Note>(&token, "court-1", &key).unwrap().text, "a");
    let other = PublicSigningKey::from_bytes(&Signer::new("x", &[8; 32]).public()).unwrap();
    assert_eq!(open::<Note>(&token, "court-1", &other).unwrap_err(), JwsError::Signature);
    assert_eq!(open::<Note>(&token, "court-2", &key).unwrap_err(), JwsError::Header);
    assert_eq!(open::<Other>(&token, "court-1", &key).unwrap_err(), JwsError::Header);
}

#[test]
fn a_signature_kept_apart_fits_its_message_again() {
    let (signer, key) = signer();
    let note = Note { text: "ñ".into() };
    let token = signer.sign(&note).unwrap();
    let again = attach(&note, "court-1", &detach(&token).unwrap()).unwrap();
    assert_eq!(again, token);
    assert!(open::<Note>(&again, "court-1", &key).is_ok());
}

#[test]
fn a_batch_with_one_forged_token_is_refused() {
    let (signer, key) = signer();
    let tokens: Vec<String> = (0..5).map(|n| signer.sign(&Note { text: n.to_string() }).unwrap()).collect();
    let parse = |tokens: &[String]| -> Vec<Unchecked<Note>> {
        tokens.iter().map(|token| Unchecked::parse(token, "court-1").unwrap()).collect()
    };
    assert!(check_all(&parse(&tokens).iter().collect::<Vec<_>>(), &key).is_ok());
    let mut forged = tokens;
    forged[3] = Signer::new("court-1", &[9; 32]).sign(&Note { text: "3".into() }).unwrap();
    assert_eq!(check_all(&parse(&forged).iter().collect::<Vec<_>>(), &key), Err(JwsError::Signature));
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,200}", at in 0usize..400, with: u8) {
        let (signer, key) = signer();
        let _ = open::<Note>(&text, "court-1", &key);
        let token = signer.sign(&Note { text: "a".into() }).unwrap();
        let mut bytes = token.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] = with;
        if let Ok(changed) = String::from_utf8(bytes) && changed != token {
            prop_assert!(open::<Note>(&changed, "court-1", &key).is_err());
        }
    }
}
