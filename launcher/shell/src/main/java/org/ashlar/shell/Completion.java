package org.ashlar.shell;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/// What may stand at the cursor: commands, options and the values they declare.
record Completion(CommandSpec commands) {
  void complete(ParsedLine line, List<Candidate> candidates) {
    var found = new ArrayList<CharSequence>();
    var words = line.words().toArray(String[]::new);
    AutoComplete.complete(commands, words, line.wordIndex(), 0, line.cursor(), found);
    var word = line.word().substring(0, line.wordCursor());
    found.stream()
        .map(CharSequence::toString)
        .filter(each -> each.startsWith(word))
        .distinct()
        .forEach(each -> candidates.add(new Candidate(each)));
  }
}
