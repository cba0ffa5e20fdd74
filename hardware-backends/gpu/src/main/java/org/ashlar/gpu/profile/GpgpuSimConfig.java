package org.ashlar.gpu.profile;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Reads configuration files of GPGPU-Sim: lines of `-option value`, without units or sources.
///
/// What it understands becomes values of a profile whose source is that file; the rest comes from a
/// base.
public final class GpgpuSimConfig {
  private final Profiles profiles;

  public GpgpuSimConfig(Profiles profiles) {
    this.profiles = profiles;
  }

  /// The JSON of a profile.
  ///
  /// @param base the profile that says what the configuration does not
  /// @throws IllegalArgumentException where nothing is understood, or the values do not make a
  ///   profile
  public String profile(String name, String base, String text) {
    var options = options(text);
    var values = new LinkedHashMap<String, Object>();
    var clocks = options.getOrDefault("gpgpu_clock_domains", "").split(":");
    if (clocks.length == 4) {
      put(values, "clock", "sm_MHz", Double.parseDouble(clocks[0]));
    }
    int clusters = whole(options, "gpgpu_n_clusters");
    int each = Math.max(1, whole(options, "gpgpu_n_cores_per_cluster"));
    if (clusters > 0) {
      put(values, "sm", "count", clusters * each);
    }
    number(options, "gpgpu_shader_registers", values, "sm", "registers");
    number(options, "gpgpu_shader_cta", values, "sm", "blocks");
    var threads = options.getOrDefault("gpgpu_shader_core_pipeline", "").split(":");
    if (threads.length == 2) {
      put(values, "sm", "warps", Integer.parseInt(threads[0]) / Integer.parseInt(threads[1]));
    }
    number(options, "gpgpu_smem_latency", values, "shared", "latency_cycles");
    number(options, "gpgpu_l1_latency", values, "l1", "latency_cycles");
    number(options, "gpgpu_l2_rop_latency", values, "l2", "latency_cycles");
    memory(options, clocks, values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "profile "
              + name
              + ": not a configuration of GPGPU-Sim: no line such as -gpgpu_n_clusters 80 is understood");
    }
    var file = new LinkedHashMap<String, Object>();
    file.put("schema", "ashlar-gpu/1");
    file.put("name", name);
    file.put("extends", base);
    file.putAll(values);
    var sources = new LinkedHashMap<String, Object>();
    values
        .keySet()
        .forEach(key ->
            sources.put(
                key, Map.of("kind", "assumed", "ref", "a configuration file of GPGPU-Sim")));
    file.put("source", sources);
    var json =
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(file);
    profiles.read(name, json);
    return json;
  }

  /// Memory as channels of so many bytes a burst, at the clock of the fourth domain, twice a cycle.
  private static void memory(
      Map<String, String> options, String[] clocks, Map<String, Object> values) {
    int channels = whole(options, "gpgpu_n_mem");
    if (channels > 0) {
      put(values, "dram", "channels", channels);
    }
    int width = whole(options, "gpgpu_dram_buswidth");
    int chips = Math.max(1, whole(options, "gpgpu_n_mem_per_ctrlr"));
    if (channels > 0 && width > 0 && clocks.length == 4) {
      int ratio = Math.max(2, whole(options, "dram_data_command_freq_ratio"));
      put(
          values,
          "dram",
          "bandwidth_GBps",
          channels * width * chips * ratio * Double.parseDouble(clocks[3]) / 1000);
    }
    var l2 = options.getOrDefault("gpgpu_cache:dl2", "").split(",")[0].split(":");
    int parts =
        Math.max(1, whole(options, "gpgpu_n_sub_partition_per_mchannel")) * Math.max(1, channels);
    if (l2.length == 4) {
      long bytes = Long.parseLong(l2[1]) * Long.parseLong(l2[2]) * Long.parseLong(l2[3]) * parts;
      put(values, "l2", "KiB", bytes / 1024);
      put(values, "l2", "slices", parts);
      put(values, "l2", "ways", Integer.parseInt(l2[3]));
    }
  }

  private static Map<String, String> options(String text) {
    var options = new HashMap<String, String>();
    for (var line : text.split("\n")) {
      var words = line.strip().split("\\s+", 2);
      if (words.length == 2 && words[0].startsWith("-")) {
        options.put(words[0].substring(1), words[1].split("#")[0].strip());
      }
    }
    return options;
  }

  private static int whole(Map<String, String> options, String name) {
    var value = options.getOrDefault(name, "");
    return value.matches("\\d+") ? Integer.parseInt(value) : 0;
  }

  private static void number(
      Map<String, String> options,
      String name,
      Map<String, Object> values,
      String group,
      String key) {
    if (whole(options, name) > 0) {
      put(values, group, key, whole(options, name));
    }
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> values, String group, String key, Object value) {
    ((Map<String, Object>)
            values.computeIfAbsent(group, name -> new LinkedHashMap<String, Object>()))
        .put(key, value);
  }
}
