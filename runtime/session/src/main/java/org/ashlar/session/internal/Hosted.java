package org.ashlar.session.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.ashlar.backend.Backend;
import org.ashlar.door.Door;
import org.ashlar.door.Host;
import org.ashlar.door.Kept;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Precision;
import org.ashlar.session.Doorway;
import org.ashlar.session.ProgramText;
import org.ashlar.session.ProgramText.Training;

/// Sessions for the programs that stay behind the door: each comes as text and bytes, and goes as
/// them.
final class Hosted implements Host {
  private record Open(Kept program, LiveSession session) {}

  private final Platform platform;
  private final Map<String, String> bundles;
  private final Map<String, Open> opened = new ConcurrentHashMap<>();

  /// @param bundles of the contracts that answers pass through, with their versions
  Hosted(Platform platform, Map<String, String> bundles) {
    this.platform = platform;
    this.bundles = Map.copyOf(bundles);
  }

  @Override
  public Door.Server open(Kept program) {
    var variables = new HashMap<String, TensorData>();
    program.variables().forEach((name, parcel) -> variables.put(name, Doorway.tensor(parcel)));
    var session = platform.open(text(program), variables);
    opened.put(program.name(), new Open(program, session));
    return Doorway.server(session, bundles);
  }

  /// The states of a training rule are variables of the session, but no inputs of the text.
  private ProgramText text(Kept program) {
    var inputs = new HashSet<>(platform.compiler().parse(program.text()).inputNames());
    inputs.retainAll(program.variables().keySet());
    return new ProgramText(
        program.name(),
        program.text(),
        inputs,
        program
            .fact(Kept.OF)
            .map(of -> new Training(of, program.by(), program.stages(), program.fact(Kept.KEEP))),
        program.fact(Kept.DEVICE),
        program.fact(Kept.PRECISION).map(Precision::of).orElse(Precision.F32));
  }

  @Override
  public Kept look(String program) {
    var open = require(program);
    return kept(open, open.session().snapshot().variables());
  }

  @Override
  public Kept close(String program) {
    var open = require(program);
    opened.remove(program);
    open.session().close();
    return kept(open, open.session().variables());
  }

  private static Kept kept(Open open, Map<String, TensorData> variables) {
    var was = open.program();
    return new Kept(was.name(), was.text(), Doorway.copies(variables), was.facts());
  }

  @Override
  public void hold() {
    platform.hold();
  }

  @Override
  public void resume() {
    platform.resume();
  }

  @Override
  public Map<String, String> stranded() {
    var stranded = new TreeMap<String, String>();
    opened.forEach(
        (name, open) -> open.session().stranded().ifPresent(why -> stranded.put(name, why)));
    return stranded;
  }

  @Override
  public void prefer(String device) {
    platform.prefer(device.isEmpty() ? Optional.empty() : Optional.of(device));
  }

  @Override
  public void settle() {
    platform.settle();
  }

  @Override
  public Map<String, String> devices() {
    var devices = new LinkedHashMap<String, String>();
    platform
        .registry()
        .find(Backend.class)
        .forEach(p -> p.service().targets().forEach(t -> devices.put(t.name(), p.label())));
    return devices;
  }

  @Override
  public Map<String, String> leftOut() {
    return platform.leftOut();
  }

  @Override
  public long deviceBytes() {
    return opened.values().stream().mapToLong(o -> o.session().deviceBytes()).sum();
  }

  @Override
  public Door.Handle observe(Consumer<Move> observer) {
    var handle =
        platform.observe(s -> observer.accept(new Move(s.session(), s.gap(), s.drained())));
    return handle::close;
  }

  private Open require(String program) {
    var open = opened.get(program);
    if (open == null) {
      throw new IllegalArgumentException("door: no program " + program + " is open");
    }
    return open;
  }
}
