using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace NixNodeModules.EndToEnd.Support;

/// <summary>A page in a headless Chromium of this machine, driven through its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/).</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource limit = new(Limit);
    private readonly List<string> complaints = [];
    private int last;

    private Browser(Process process) => this.process = process;

    /// <summary>What the page has written to the console, thrown, or asked of a network.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Opens a file; skips the test where there is no Chromium.</summary>
    public static async Task<Browser> Open(string file, int width = 1280, int height = 900, bool isDark = false)
    {
        var program = Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);
        Assert.SkipWhen(program is null, "Chromium is not installed (Debian: apt-get install chromium)");
        var profile = ScratchSpace.MakeDirectory("chromium");
        var started = Process.Start(
            new ProcessStartInfo(
                program!,
                [
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--remote-debugging-port=0",
                    $"--user-data-dir={profile}",
                    "about:blank",
                ]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        var browser = new Browser(started);
        await browser.Connect($"{profile}/DevToolsActivePort");
        await browser.Send("Runtime.enable");
        await browser.Send("Log.enable");
        await browser.Send("Network.enable");
        await browser.Send("Page.enable");
        await browser.Send(
            "Emulation.setDeviceMetricsOverride",
            new()
            {
                ["width"] = width,
                ["height"] = height,
                ["deviceScaleFactor"] = 1,
                ["mobile"] = width < 600,
            }
        );
        await browser.Send(
            "Emulation.setEmulatedMedia",
            new()
            {
                ["features"] = new JsonArray(
                    new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }
                ),
            }
        );
        await browser.Send("Page.navigate", new() { ["url"] = $"file://{file}" });
        while (await browser.Evaluate("document.readyState + location.protocol") != "completefile:")
        {
            await Task.Delay(50, browser.limit.Token);
        }

        return browser;
    }

    /// <summary>The value of an expression in the page, as text.</summary>
    public async Task<string> Evaluate(string expression)
    {
        var answer = await Send("Runtime.evaluate", new() { ["expression"] = $"String({expression})", ["awaitPromise"] = true });
        return answer["result"]?["value"]?.GetValue<string>() ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>What a promise of the page comes to, as text; throws where it is rejected.</summary>
    public async Task<string> Await(string promise)
    {
        var parameters = new JsonObject { ["expression"] = $"({promise}).then(String)", ["awaitPromise"] = true };
        var answer = await Send("Runtime.evaluate", parameters);
        return answer["exceptionDetails"] is null
            ? answer["result"]!["value"]!.GetValue<string>()
            : throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>Types text where the focus is.</summary>
    public async Task Type(string text) => await Send("Input.insertText", new() { ["text"] = text });

    /// <summary>Presses a key, such as <c>Tab</c> or <c>ArrowRight</c>.</summary>
    public async Task Press(string key)
    {
        foreach (var type in (string[])["rawKeyDown", "keyUp"])
        {
            var code = key switch
            {
                "Tab" => 9,
                "Enter" => 13,
                "Escape" => 27,
                "ArrowLeft" => 37,
                "ArrowUp" => 38,
                "ArrowRight" => 39,
                "ArrowDown" => 40,
                _ => throw new ArgumentException(key, nameof(key)),
            };
            await Send(
                "Input.dispatchKeyEvent",
                new()
                {
                    ["type"] = type,
                    ["key"] = key,
                    ["code"] = key,
                    ["windowsVirtualKeyCode"] = code,
                }
            );
            if (type == "rawKeyDown" && key == "Enter")
            {
                await Send(
                    "Input.dispatchKeyEvent",
                    new()
                    {
                        ["type"] = "char",
                        ["text"] = "\r",
                        ["key"] = key,
                        ["windowsVirtualKeyCode"] = code,
                    }
                );
            }
        }
    }

    /// <summary>A picture of the whole page, for people: written where NNM_SCREENSHOTS names a directory.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("NNM_SCREENSHOTS") is { Length: > 0 } directory)
        {
            var answer = await Send(
                "Page.captureScreenshot",
                new() { ["captureBeyondViewport"] = name.EndsWith("-whole", StringComparison.Ordinal) }
            );
            await File.WriteAllBytesAsync(
                $"{directory}/{name}.png",
                Convert.FromBase64String(answer["data"]!.GetValue<string>())
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        socket.Dispose();
        limit.Dispose();
    }

    private async Task Connect(string portFile)
    {
        while (!File.Exists(portFile) || (await File.ReadAllLinesAsync(portFile, limit.Token)).Length < 2)
        {
            await Task.Delay(50, limit.Token);
        }

        var port = (await File.ReadAllLinesAsync(portFile, limit.Token))[0];
        using var client = new HttpClient();
        var targets = JsonNode
            .Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list"), limit.Token))!
            .AsArray();
        var page = targets.First(target => target!["type"]!.GetValue<string>() == "page")!;
        await socket.ConnectAsync(new Uri(page["webSocketDebuggerUrl"]!.GetValue<string>()), limit.Token);
    }

    private async Task<JsonNode> Send(string method, JsonObject? parameters = null)
    {
        var id = ++last;
        var message = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters ?? [],
        };
        await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, limit.Token);
        while (true)
        {
            var answer = await Receive();
            if (answer["id"]?.GetValue<int>() == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
            }

            Listen(answer);
        }
    }

    private void Listen(JsonNode message)
    {
        var method = message["method"]?.GetValue<string>();
        var isRequest =
            method == "Network.requestWillBeSent"
            && message["params"]!["request"]!["url"]!.GetValue<string>() is var url
            && !url.StartsWith("file://", StringComparison.Ordinal)
            && !url.StartsWith("about:", StringComparison.Ordinal);
        if (isRequest || method is "Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Log.entryAdded")
        {
            complaints.Add(message.ToJsonString());
        }
    }

    private async Task<JsonNode> Receive()
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, limit.Token);
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return JsonNode.Parse(text.ToArray())!;
            }
        }
    }
}
