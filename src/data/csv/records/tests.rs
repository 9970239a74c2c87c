use super::*;
use proptest::prelude::*;

/// What a file holds, in a form that is easy to compare.
#[derive(Debug, PartialEq, Eq)]
enum Parsed {
    Cells(u64, Vec<String>),
    Blank(u64),
    OpenQuote(u64),
    StrayQuote(u64),
}

fn seen(input: impl Read) -> Vec<Parsed> {
    let mut records = Records::new(input, b',');
    let mut all = Vec::new();
    loop {
        all.push(match records.advance() {
            NextRow::Cells(line) => {
                let cell = |at| String::from_utf8(records.cell(at).unwrap().to_vec()).unwrap();
                Parsed::Cells(line, (0..records.len()).map(cell).collect())
            }
            NextRow::Blank(line) => Parsed::Blank(line),
            NextRow::OpenQuote(line) => Parsed::OpenQuote(line),
            NextRow::StrayQuote(line) => Parsed::StrayQuote(line),
            NextRow::TooLong(line) => panic!("line {line}"),
            NextRow::Failed(_, error) => panic!("{error}"),
            NextRow::End => return all,
        });
    }
}

/// Parses the text by the simplest means: one character after another.
fn expected(text: &str) -> Vec<Parsed> {
    let (mut all, mut line, mut rest) = (Vec::new(), 1, text.chars().peekable());
    while rest.peek().is_some() {
        let (start, mut cells, mut cell) = (line, vec![], String::new());
        let (mut at_start, mut quoted, mut after_quote) = (true, false, false);
        let mut stray = false;
        loop {
            let next = rest.next();
            line += u64::from(next == Some('\n'));
            match next {
                Some('"') if at_start => quoted = true,
                Some('"') if quoted => (quoted, after_quote) = (false, true),
                Some('"') if after_quote => {
                    cell.push('"');
                    (quoted, after_quote) = (true, false);
                    continue;
                }
                None if quoted => break,
                Some(',') if !quoted => {
                    cells.push(std::mem::take(&mut cell));
                    (at_start, after_quote) = (true, false);
                    continue;
                }
                None | Some('\n') if !quoted => break,
                Some(other) => {
                    cell.push(other);
                    // After a closing quote, only the end of the cell or the first half of a line end is legal.
                    let ends = matches!(rest.peek(), None | Some(',' | '\n'));
                    stray |= after_quote && !(other == '\r' && ends);
                    after_quote = false;
                }
                None => unreachable!(),
            }
            at_start = false;
        }
        cells.push(cell.strip_suffix('\r').unwrap_or(&cell).to_owned());
        all.push(match () {
            () if quoted => Parsed::OpenQuote(start),
            () if stray => Parsed::StrayQuote(start),
            () if cells.iter().all(String::is_empty) => Parsed::Blank(start),
            () => Parsed::Cells(start, cells),
        });
    }
    all
}

/// Gives one byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let one = buffer.len().min(1);
        self.0.read(&mut buffer[..one])
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_is_dropped_and_lines_are_right(text in "[ab,\"\n\r]{0,16}|(a?,?(\"[a\n]{0,2}(\"\")?\")?\r?\n{0,2}){0,6}") {
        prop_assert_eq!(seen(text.as_bytes()), expected(&text));
        prop_assert_eq!(seen(Slow(text.as_bytes())), expected(&text));
    }
}

#[test]
fn a_line_end_of_two_characters_alone_is_a_blank_line() {
    assert_eq!(seen("\r\n".as_bytes()), expected("\r\n"));
}
