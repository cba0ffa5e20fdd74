package org.ashlar.gpu;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ashlar.gpu.profile.GpgpuSimConfig;
import org.ashlar.gpu.profile.Occupancy;
import org.ashlar.gpu.profile.Profiles;
import org.ashlar.gpu.validation.Validation;
import org.ashlar.simulation.lab.CardLab;
import org.osgi.service.component.annotations.Component;

/// The laboratory of cards over the profiles of this bundle.
@Component(service = CardLab.class)
public final class SimulatedCards implements CardLab {
  private final Profiles profiles = new Profiles();

  @Override
  public List<String> cards() {
    return profiles.names();
  }

  @Override
  public List<CardValue> values(String card) {
    return profiles.named(card).settings().values().stream()
        .map(each ->
            new CardValue(
                each.key(),
                each.text(),
                each.source().kind().name().toLowerCase(Locale.ROOT),
                each.source().reference(),
                each.source().fitted(),
                each.from()))
        .toList();
  }

  @Override
  public List<String> unknown(String card) {
    return profiles.named(card).unknown();
  }

  @Override
  public String schema() {
    return profiles.schema();
  }

  @Override
  public List<List<String>> differences(String card, String other) {
    return profiles.named(card).differences(profiles.named(other)).stream()
        .map(each -> List.of(each.key(), each.left(), each.right()))
        .toList();
  }

  @Override
  public Map<String, Object> occupancy(String card, int threads, int registers, int sharedBytes) {
    var profile = profiles.named(card);
    var answer = Occupancy.of(profile, new Occupancy.Use(threads, registers, sharedBytes));
    var figures = new LinkedHashMap<String, Object>();
    figures.put("card", profile.name());
    figures.put("blocks", answer.blocks());
    figures.put("warps", answer.warps());
    figures.put("share", answer.share());
    figures.put("limit", answer.limit().name().toLowerCase(Locale.ROOT));
    figures.put("shared_KiB", answer.sharedKib());
    figures.put("l1_KiB", answer.l1Kib());
    figures.put("text", answer.text());
    return figures;
  }

  @Override
  public String importGpgpuSim(String name, String base, String text) {
    return new GpgpuSimConfig(profiles).profile(name, base, text);
  }

  @Override
  public Validated validate(Path folder, Predicate<String> wanted, Consumer<String> progress) {
    var outcomes =
        new Validation(profiles)
            .run(
                folder,
                wanted,
                each ->
                    progress.accept(
                        "%s: %d rows, %d missing, mean error %s, median %s"
                            .formatted(
                                each.id(),
                                each.rows().size(),
                                each.missing(),
                                Validation.percent(each.meanError()),
                                Validation.percent(each.medianError()))));
    return new Validated(Validation.json(outcomes), Validation.markdown(outcomes));
  }
}
