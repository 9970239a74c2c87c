//! A rule file as it is laid out: facts, the bodies in them, and what each sign is for the reader. No meaning, and no rule
//! of the grammar: whoever writes a page anew needs to know where things may break and what stands below what.

use std::ops::Range;

/// A file that could be read whole.
#[derive(Debug, Default)]
pub struct Page {
    /// The declarations.
    pub facts: Vec<Fact>,
    /// What stands behind the last of them.
    pub end: Before,
}

/// What stands in front of a token and has no meaning.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// Comments, in order.
    pub comments: Vec<Remark>,
    /// Whether the token begins a line.
    pub new_line: bool,
    /// Whether an empty line stands right in front of it.
    pub empty_line: bool,
}

/// A comment on the page.
#[derive(Clone, Debug)]
pub struct Remark {
    /// From its first slash to the end of the line.
    pub text: String,
    /// Whether it has a line of its own.
    pub own_line: bool,
    /// Whether an empty line stands right in front of it.
    pub empty_line: bool,
}

/// What ends with its line: a declaration, or a line of a body.
#[derive(Debug)]
pub struct Fact {
    /// What sets it apart from the fact in front of it in its body.
    pub apart: Apart,
    /// Its signs and bodies, in order; at least one.
    pub parts: Vec<Part>,
}

/// What sets two facts of a body apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// Nothing that is written.
    Nothing,
    /// A comma, for which a new line may stand.
    Comma,
    /// The end of a line.
    Line,
}

/// A part of a fact.
#[derive(Debug)]
pub enum Part {
    /// A sign, word, number or text.
    Token(Token),
    /// What stands in braces.
    Body(Body),
}

/// Facts in braces.
#[derive(Debug)]
pub struct Body {
    /// `{`
    pub open: Token,
    /// What stands between.
    pub facts: Vec<Fact>,
    /// `}`
    pub close: Token,
}

/// The smallest piece of a page.
#[derive(Clone, Debug)]
pub struct Token {
    /// As it is written: full-width signs in their plain form, texts untouched.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// What it does on the page.
    pub mark: Mark,
    /// Whether it stands right behind what is in front of it: the bracket of a call.
    pub tight_before: bool,
    /// Whether what follows stands right behind it: the sign of a number.
    pub tight_after: bool,
    /// What stands in front of it.
    pub before: Before,
    /// Its bytes in the file.
    pub place: Range<usize>,
}

impl Page {
    /// Does something with each token, in the order of the file.
    pub fn each_token(&mut self, mut to: impl FnMut(&mut Token)) {
        each_token(&mut self.facts, &mut to);
    }
}

fn each_token(facts: &mut [Fact], to: &mut impl FnMut(&mut Token)) {
    for part in facts.iter_mut().flat_map(|fact| &mut fact.parts) {
        match part {
            Part::Token(token) => to(token),
            Part::Body(body) => {
                to(&mut body.open);
                each_token(&mut body.facts, to);
                to(&mut body.close);
            }
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word of the language.
    Word,
    /// A name of the author.
    Name,
    /// A number, date or ratio.
    Number,
    /// A text with its marks.
    Text,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A comma.
    Comma,
    /// Any other sign.
    Sign,
}

/// What a token does on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing of note.
    None,
    /// The weight in front of an indicator.
    Weight,
    /// `as` behind the texts of a name.
    As,
    /// What people call it.
    Label,
    /// What follows says what it is: `:`, `->`, `=`, a bound.
    Means,
    /// `and`, `or`
    Joins,
    /// The first of clause and reason, behind what they are about.
    Note,
    /// The other of them, or one that is part of a fact.
    NextNote,
}
