package org.ashlar.commands.load;

import java.util.List;
import java.util.Optional;
import org.ashlar.commands.demo.DigitsModel;
import org.ashlar.door.Door;
import org.ashlar.session.Ashlar;
import org.ashlar.session.Doorway;
import org.ashlar.session.Session;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/// The load that goes on between two commands.
@Component(service = Running.class)
public final class Running {
  private static final int CASES = 64;

  private final Ashlar ashlar;
  private final Door door;
  private Optional<Run> run = Optional.empty();

  /// A load with all that it stands on.
  private record Run(DigitsModel model, Session session, Door.Handle served, Load load) {
    void close() {
      load.close();
      served.close();
      session.close();
      model.close();
    }
  }

  @Activate
  public Running(@Reference Ashlar ashlar, @Reference Door door) {
    this.ashlar = ashlar;
    this.door = door;
  }

  /// Starts threads of predictions on an untrained network whose logits the reference has computed
  /// beforehand.
  public synchronized void start(int threads) {
    if (run.isPresent()) {
      throw new IllegalStateException("load: it runs already: load stop ends it");
    }
    var model = new DigitsModel(ashlar);
    List<Load.Case> cases;
    try (var reference = model.predictor(Optional.of("reference"))) {
      cases = model.cases(reference, CASES);
    }
    var session = model.predictor(Optional.empty());
    var served = Doorway.serve(door, DigitsModel.NAME, session);
    run =
        Optional.of(
            new Run(model, session, served, new Load(door, DigitsModel.NAME, cases, threads)));
  }

  /// What the load has seen until now.
  public synchronized Traffic traffic() {
    return run.orElseThrow(Running::none).load().traffic();
  }

  /// Ends the load.
  public synchronized Traffic stop() {
    var ended = run.orElseThrow(Running::none);
    run = Optional.empty();
    ended.close();
    return ended.load().traffic();
  }

  @Deactivate
  void close() {
    run.ifPresent(Run::close);
  }

  private static IllegalStateException none() {
    return new IllegalStateException(
        "load: none runs: load start begins one (inside the shell: each ./ashlar is a platform of its own)");
  }
}
