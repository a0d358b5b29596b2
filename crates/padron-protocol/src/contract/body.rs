use crate::problem::{Problem, ProblemType};
use crate::trust::SignedTrustList;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::borrow::Cow;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What travels in a request or an answer. Every message is one, as JSON.
pub trait Body: Sized + Send + Sync + 'static {
    /// The media type; empty where there is no body.
    const MEDIA: &'static str;

    /// What it looks like.
    fn schema(schemas: &mut SchemaGenerator) -> Schema;

    /// The bytes that are sent.
    ///
    /// # Errors
    /// A message that cannot be written: a fault of ours.
    fn encode(&self) -> Result<Vec<u8>, Problem>;

    /// Reads what was sent.
    ///
    /// # Errors
    /// What is not of this form, without repeating any of it.
    fn decode(bytes: &[u8]) -> Result<Self, Problem>;

    /// The `Content-Type` that it is sent under.
    fn kind(&self) -> &'static str {
        Self::MEDIA
    }

    /// What caches may do with it: the value of `Cache-Control`.
    fn caching(&self) -> &'static str {
        NO_STORE
    }

    /// Whether it ends a visit: whoever goes back from it finds nothing of what was typed or shown before.
    fn is_last(&self) -> bool {
        false
    }
}

const JSON: &str = "application/json";
const NO_STORE: &str = "no-store";

impl<M: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> Body for M {
    const MEDIA: &'static str = JSON;

    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<M>()
    }

    fn encode(&self) -> Result<Vec<u8>, Problem> {
        serde_json::to_vec(self).map_err(|_| ProblemType::Internal.into())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Problem> {
        serde_json::from_slice(bytes).map_err(|error| super::malformed(&error))
    }
}

/// No body.
#[derive(Clone, Copy)]
pub struct Nothing;

impl Body for Nothing {
    const MEDIA: &'static str = "";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "null"})
    }

    fn encode(&self) -> Result<Vec<u8>, Problem> {
        Ok(Vec::new())
    }

    fn decode(_: &[u8]) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// A page for people.
pub struct Html {
    pub text: String,
    /// Whether it ends a visit.
    pub last: bool,
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self { text, last: false }
    }
}

pub struct PlainText(pub String);

/// A file that everybody may have and that may lie in caches.
pub struct PublicFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub kind: &'static str,
    /// What caches may do with it: the value of `Cache-Control`.
    pub caching: &'static str,
}

/// An OpenAPI document.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpenApi(pub serde_json::Value);

impl JsonSchema for OpenApi {
    fn schema_name() -> Cow<'static, str> {
        "OpenApi".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object", "required": ["openapi", "info", "paths"]})
    }
}

/// A trust list as signed: what is read from it depends on keys that the contract does not know.
pub struct TrustListText(pub String);

fn text(bytes: &[u8], refusal: ProblemType) -> Result<String, Problem> {
    String::from_utf8(bytes.to_vec()).map_err(|_| Problem::new(refusal).detail("it is not text"))
}

impl Body for Html {
    const MEDIA: &'static str = "text/html";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }

    fn encode(&self) -> Result<Vec<u8>, Problem> {
        Ok(self.text.clone().into_bytes())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Problem> {
        text(bytes, ProblemType::MalformedRequest).map(Self::from)
    }

    fn kind(&self) -> &'static str {
        "text/html; charset=utf-8"
    }

    fn is_last(&self) -> bool {
        self.last
    }
}

impl Body for PlainText {
    const MEDIA: &'static str = "text/plain";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }

    fn encode(&self) -> Result<Vec<u8>, Problem> {
        Ok(self.0.clone().into_bytes())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Problem> {
        text(bytes, ProblemType::MalformedRequest).map(Self)
    }

    fn kind(&self) -> &'static str {
        "text/plain; charset=utf-8"
    }
}

impl Body for PublicFile {
    const MEDIA: &'static str = "application/octet-stream";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }

    fn encode(&self) -> Result<Vec<u8>, Problem> {
        Ok(self.bytes.clone())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Problem> {
        Ok(Self { bytes: bytes.to_vec(), kind: Self::MEDIA, caching: NO_STORE })
    }

    fn kind(&self) -> &'static str {
        self.kind
    }

    fn caching(&self) -> &'static str {
        self.caching
    }
}

impl Body for TrustListText {
    const MEDIA: &'static str = JSON;

    fn schema(schemas: &mut SchemaGenerator) -> Schema {
        schemas.subschema_for::<SignedTrustList>()
    }

    fn encode(&self) -> Result<Vec<u8>, Problem> {
        Ok(self.0.clone().into_bytes())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Problem> {
        text(bytes, ProblemType::BadTrustList).map(Self)
    }
}

/// What a person types to sign in, as a page's form sends it. Personal: no `Debug`, wiped when dropped.
#[derive(Default, Zeroize, ZeroizeOnDrop)]
pub struct SignInForm {
    /// The identity document, as in a login request.
    pub document: String,
    pub code: String,
    /// The language that was chosen.
    pub lang: Option<String>,
}

impl Body for SignInForm {
    const MEDIA: &'static str = "application/x-www-form-urlencoded";

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {"document": {"type": "string"}, "code": {"type": "string"}, "lang": {"type": "string"}},
        })
    }

    fn encode(&self) -> Result<Vec<u8>, Problem> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("document", &self.document).append_pair("code", &self.code);
        form.extend_pairs(self.lang.iter().map(|lang| ("lang", lang)));
        Ok(form.finish().into_bytes())
    }

    fn decode(bytes: &[u8]) -> Result<Self, Problem> {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            match &*name {
                "document" => form.document = value.into_owned(),
                "code" => form.code = value.into_owned(),
                "lang" => form.lang = Some(value.into_owned()),
                _ => {}
            }
        }
        Ok(form)
    }
}
