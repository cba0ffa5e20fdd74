package org.ashlar.itest.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Cuts plain text into the word pieces of a BERT vocabulary: lower case without accents, words and
/// punctuation apart, each word from its longest known beginning on.
///
/// Of a `tokenizer.json` it reads the vocabulary, and refuses one of another kind.
record WordPieces(JsonNode vocabulary) {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}\\s]");

  static WordPieces of(Path tokenizer) throws IOException {
    var json = JsonMapper.shared().readTree(Files.readString(tokenizer));
    var kind = json.at("/normalizer/type").asString() + " " + json.at("/model/type").asString();
    if (!kind.equals("BertNormalizer WordPiece")) {
      throw new IllegalArgumentException(tokenizer + ": is of " + kind);
    }
    return new WordPieces(json.at("/model/vocab"));
  }

  /// The numbers of a text's pieces, between the marks of its beginning and end.
  List<Integer> numbers(String text) {
    var plain =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{Mn}", "")
            .toLowerCase(Locale.ROOT);
    var numbers = new ArrayList<Integer>();
    numbers.add(number("[CLS]"));
    WORD.matcher(plain).results().forEach(word -> numbers.addAll(pieces(word.group())));
    numbers.add(number("[SEP]"));
    return numbers;
  }

  private List<Integer> pieces(String word) {
    var pieces = new ArrayList<Integer>();
    for (int begin = 0; begin < word.length(); ) {
      var mark = begin == 0 ? "" : "##";
      int end = word.length();
      while (end > begin && !vocabulary.has(mark + word.substring(begin, end))) {
        end--;
      }
      if (end == begin) {
        return List.of(number("[UNK]"));
      }
      pieces.add(number(mark + word.substring(begin, end)));
      begin = end;
    }
    return pieces;
  }

  private int number(String piece) {
    return vocabulary.required(piece).asInt();
  }
}
