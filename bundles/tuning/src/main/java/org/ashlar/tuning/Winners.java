package org.ashlar.tuning;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Form;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Tuning;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps winners in a small database in the user's folder of caches. A service.
///
/// The property `ashlar.tuning` names another file, or is `off`. A database that cannot be read is
/// a warning, and heuristics choose.
@Component(service = Tuning.class)
public final class Winners implements Tuning {
  /// The property that names the file.
  public static final String PROPERTY = "ashlar.tuning";

  private static final Logger LOG = LoggerFactory.getLogger(Winners.class);

  private final Optional<Store> store;
  private final Map<String, Map<String, Double>> known = new HashMap<>();
  private boolean isRead;
  private long state;

  @Activate
  public Winners() {
    this(named(System.getProperty(PROPERTY, "")));
  }

  /// @param file empty: nothing is kept
  Winners(Optional<Path> file) {
    store = file.map(Store::new);
  }

  private static Optional<Path> named(String property) {
    if (property.equals("off")) {
      return Optional.empty();
    }
    var caches =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return Optional.of(
        property.isBlank() ? caches.resolve("ashlar").resolve("tuning.mv") : Path.of(property));
  }

  @Override
  public synchronized Map<String, Double> facts(
      Stage stage, Kernel kernel, Set<Buffer> constant, Target target) {
    read();
    return known.isEmpty() || machine(target).isEmpty()
        ? Map.of()
        : known.getOrDefault(key(stage, kernel, constant, target), Map.of());
  }

  /// Once: a program that runs for long does not look at the disk again.
  private void read() {
    if (isRead) {
      return;
    }
    isRead = true;
    try {
      winners(true);
    } catch (IllegalStateException e) {
      LOG.warn("{}; heuristics choose", e.getMessage());
    }
  }

  @Override
  public synchronized void keep(
      Stage stage,
      Kernel kernel,
      Set<Buffer> constant,
      Target target,
      Map<String, Double> facts,
      double ratio,
      String model) {
    var place = store();
    var key = key(stage, kernel, constant, target);
    if (facts.isEmpty()) {
      place.change(map -> map.remove(key));
      known.remove(key);
    } else {
      place.change(map -> map.put(key, Entry.value(kernel.name(), model, ratio, facts)));
      known.put(key, Map.copyOf(facts));
    }
    state++;
  }

  private Store store() {
    return store.orElseThrow(
        () -> new IllegalStateException("tuning: " + PROPERTY + "=off: nothing is kept"));
  }

  @Override
  public synchronized List<Winner> winners() {
    return winners(false);
  }

  private List<Winner> winners(boolean learns) {
    var all = new ArrayList<Winner>();
    store
        .map(Store::read)
        .orElse(Map.of())
        .forEach((key, value) -> {
          try {
            all.add(Entry.of(key, value));
          } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                "tuning " + place() + ": damaged: ./ashlar tune --forget removes it: " + e, e);
          }
          if (learns) {
            known.put(key, all.getLast().facts());
          }
        });
    all.sort(Comparator.comparing(Winner::model).thenComparing(Winner::kernel));
    return all;
  }

  @Override
  public synchronized int forget(String model) {
    var place = store();
    state++;
    known.clear();
    isRead = false;
    int count;
    if (model.isEmpty()) {
      try {
        count = place.read().size();
      } catch (IllegalStateException e) {
        count = 0;
      }
      place.remove();
      return count;
    }
    var gone =
        place.read().entrySet().stream()
            .filter(e -> Entry.of(e.getKey(), e.getValue()).model().equals(model))
            .map(Map.Entry::getKey)
            .toList();
    if (!gone.isEmpty()) {
      place.change(map -> gone.forEach(map::remove));
    }
    return gone.size();
  }

  @Override
  public String place() {
    return store.map(s -> s.file().toString()).orElse("nowhere: " + PROPERTY + "=off");
  }

  @Override
  public synchronized long state() {
    return state;
  }

  private static Optional<String> machine(Target target) {
    return Optional.ofNullable(target.facts().get(MACHINE))
        .map(number -> Long.toHexString(number.longValue()));
  }

  /// The kernel by its form: names do not count.
  private static String key(Stage stage, Kernel kernel, Set<Buffer> constant, Target target) {
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < kernel.parameters().size(); i++) {
      if (constant.contains(kernel.parameters().get(i))) {
        numbers.add(i);
      }
    }
    var text = Form.of(kernel).text() + numbers;
    return Entry.key(machine(target).orElse("any"), target.cores(), stage, digest(text));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
