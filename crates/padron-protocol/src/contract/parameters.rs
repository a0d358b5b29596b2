use crate::bytes::Uuid;
use crate::problem::{Problem, ProblemType};

/// A parameter of an endpoint: in the path between braces, or in a header.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub name: &'static str,
    /// Where it stands: `path` or `header`.
    pub within: &'static str,
    /// Whether it is a UUID; otherwise it is any text.
    pub uuid: bool,
}

/// What varies in an endpoint's path, or stands in a header.
pub trait Parameters: Sized + Send + Sync + 'static {
    /// Their descriptions.
    const DESCRIBED: &'static [Parameter];

    fn fill(&self, path: &str) -> String {
        path.to_owned()
    }

    /// The `Idempotency-Key` that goes with them.
    fn key(&self) -> Option<&Uuid> {
        None
    }

    /// Reads them from a request.
    ///
    /// # Errors
    /// The parameter that is missing or not of its form.
    fn read<'a>(find: impl Fn(&Parameter) -> Option<&'a str>) -> Result<Self, Problem>;
}

impl Parameters for () {
    const DESCRIBED: &'static [Parameter] = &[];

    fn read<'a>(_: impl Fn(&Parameter) -> Option<&'a str>) -> Result<Self, Problem> {
        Ok(())
    }
}

const REQUEST: Parameter = Parameter { name: "request", within: "path", uuid: true };

/// The request that a path names.
impl Parameters for Uuid {
    const DESCRIBED: &'static [Parameter] = &[REQUEST];

    fn fill(&self, path: &str) -> String {
        path.replace("{request}", &self.to_string())
    }

    fn read<'a>(find: impl Fn(&Parameter) -> Option<&'a str>) -> Result<Self, Problem> {
        find(&REQUEST).and_then(Self::parse).ok_or_else(|| {
            Problem::new(ProblemType::MalformedRequest)
                .field(REQUEST.name)
                .detail("must be a UUID of version 4, 7 or 8")
        })
    }
}

/// The name of what is submitted, in the `Idempotency-Key`: the same one again when the submission is repeated.
#[derive(Clone, Copy)]
pub struct KeyParameter(pub Uuid);

const KEY: Parameter = Parameter { name: "idempotency-key", within: "header", uuid: true };

impl Parameters for KeyParameter {
    const DESCRIBED: &'static [Parameter] = &[KEY];

    fn key(&self) -> Option<&Uuid> {
        Some(&self.0)
    }

    fn read<'a>(find: impl Fn(&Parameter) -> Option<&'a str>) -> Result<Self, Problem> {
        find(&KEY).and_then(Uuid::parse).map(Self).ok_or_else(|| {
            Problem::new(ProblemType::MalformedRequest).field(KEY.name).detail(
                "send a UUID of version 4, 7 or 8 that names what you submit, and the same one again when you repeat it",
            )
        })
    }
}

/// A parameter that is text of the path, of whatever form: what it names is there or is not.
macro_rules! text_parameters {
    ($($(#[$doc:meta])* $kind:ident, $name:literal, $braces:literal;)*) => {$(
        $(#[$doc])*
        pub struct $kind(pub String);

        impl Parameters for $kind {
            const DESCRIBED: &'static [Parameter] =
                &[Parameter { name: $name, within: "path", uuid: false }];

            fn fill(&self, path: &str) -> String {
                path.replace($braces, &self.0)
            }

            fn read<'a>(find: impl Fn(&Parameter) -> Option<&'a str>) -> Result<Self, Problem> {
                Ok(Self(find(&Self::DESCRIBED[0]).unwrap_or_default().to_owned()))
            }
        }
    )*};
}

text_parameters! {
    Rest, "path", "{*path}";
    /// The SHA-256 of a log's origin, in lower-case hexadecimal.
    LogPlace, "place", "{place}";
}
