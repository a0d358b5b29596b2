//! A reader of HTML as strict as XML, for tests: what it takes, every browser reads the same way.

const VOID: [&str; 5] = ["meta", "link", "input", "br", "hr"];

/// An element's start tag.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    /// The text directly or deeper inside it.
    pub(crate) text: String,
    /// The names of the elements around it, outermost first.
    pub(crate) within: Vec<String>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of a page in the order of their start tags, or what is wrong with it.
pub(crate) fn read(page: &str) -> Result<Vec<Element>, String> {
    let mut rest = page.strip_prefix("<!doctype html>\n").ok_or("no doctype")?;
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while !rest.is_empty() {
        let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        let text = decode(text)?;
        open.iter().for_each(|at| elements[*at].text.push_str(&text));
        if after.is_empty() {
            break;
        }
        let end = after.find('>').ok_or("a tag does not end")?;
        let (tag, after) = (&after[1..end], &after[end + 1..]);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().ok_or(format!("</{name}> closes nothing"))?;
            if elements[last].name != name {
                return Err(format!("</{name}> closes <{}>", elements[last].name));
            }
            continue;
        }
        let within = open.iter().map(|at| elements[*at].name.clone()).collect();
        let element = start_tag(tag, within)?;
        let name = element.name.clone();
        elements.push(element);
        if name == "style" {
            let end = rest.find("</style>").ok_or("the style does not end")?;
            let at = elements.len() - 1;
            elements[at].text = rest[..end].to_owned();
            rest = &rest[end + "</style>".len()..];
        } else if !VOID.contains(&name.as_str()) {
            open.push(elements.len() - 1);
        }
    }
    if open.is_empty() { Ok(elements) } else { Err(format!("{} elements stay open", open.len())) }
}

fn start_tag(tag: &str, within: Vec<String>) -> Result<Element, String> {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Err(format!("<{tag}> has no proper name"));
    }
    let mut attributes: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') {
            return Err(format!("<{tag}> has a broken attribute"));
        }
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').ok_or(format!("<{tag}> has an open quote"))?;
            value = decode(&quoted[..end])?;
            rest = &quoted[end + 1..];
        }
        if attributes.iter().any(|(known, _)| known == name) {
            return Err(format!("<{tag}> says {name} twice"));
        }
        attributes.push((name.to_owned(), value));
        if !rest.is_empty() {
            rest = rest.strip_prefix(' ').ok_or(format!("<{tag}> has no space between attributes"))?;
        }
    }
    Ok(Element { name: name.to_owned(), attributes, text: String::new(), within })
}

/// Text with its character references resolved; only those that are written in full are taken.
pub(crate) fn decode(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').ok_or("a bare ampersand")? + at;
        let reference = &rest[at + 1..end];
        let code = reference.strip_prefix('#').and_then(|digits| digits.parse().ok()).and_then(char::from_u32);
        let named = match reference {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            _ => None,
        };
        out.push(code.or(named).ok_or(format!("an unknown reference &{reference};"))?);
        rest = &rest[end + 1..];
    }
    if rest.contains('>') {
        return Err("a bare > in text".into());
    }
    out.push_str(rest);
    Ok(out)
}

#[test]
fn broken_pages_are_noticed() {
    let page = |body: &str| format!("<!doctype html>\n<p>{body}</p>");
    assert!(read(&page("a &#60; b<br><a href=\"x\">c</a>")).is_ok());
    for broken in [
        "<b>",
        "</i>",
        "<b></i>",
        "a & b",
        "a > b",
        "<a href=x>y</a>",
        "<a href=\"x>y</a>",
        "<A>y</A>",
        "<a b=\"1\" b=\"2\"></a>",
    ] {
        assert!(read(&page(broken)).is_err(), "{broken}");
    }
    assert!(read("<p></p>").is_err());
}
