package cn.weige.app

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Channel
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

@InvokeArg
class WatchArgs {
  lateinit var channel: Channel
}

@InvokeArg
class ShareArgs {
  lateinit var text: String
}

/**
 * What no official plugin does: tells the engine which link there is, wakes it to deliver while nobody
 * looks, and hands a text on to another app. It asks for no permission that a person would be asked for.
 */
@TauriPlugin
class PhonePlugin(private val activity: Activity) : Plugin(activity) {
  /** From now on the engine is told. Once more replaces whom. */
  @Command
  fun watch(invoke: Invoke) {
    val heard = invoke.parseArgs(WatchArgs::class.java).channel
    val first = engine == null
    engine = heard
    if (first) {
      val links = activity.getSystemService(Context.CONNECTIVITY_SERVICE) as ConnectivityManager
      links.registerDefaultNetworkCallback(Links)
      Deliver.plan(activity.applicationContext)
    }
    invoke.resolve()
  }

  /** The engine has done what it was woken for. */
  @Command
  fun delivered(invoke: Invoke) {
    awake?.countDown()
    invoke.resolve()
  }

  /** Lets somebody choose which app a text goes to. */
  @Command
  fun share(invoke: Invoke) {
    val text = invoke.parseArgs(ShareArgs::class.java).text
    val send = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)
    activity.startActivity(Intent.createChooser(send, null))
    invoke.resolve()
  }

  private object Links : ConnectivityManager.NetworkCallback() {
    override fun onCapabilitiesChanged(network: Network, can: NetworkCapabilities) {
      val free = can.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
      engine?.send(JSObject().put("link", if (free) "wifi" else "mobile"))
    }
  }

  companion object {
    /** Whoever listens; none while the app's window has never been open in this process. */
    @Volatile
    private var engine: Channel? = null

    @Volatile
    private var awake: CountDownLatch? = null

    /** Has the engine deliver, and waits for it so long. Nothing where no engine runs. */
    fun wake(seconds: Long) {
      val listening = engine ?: return
      val done = CountDownLatch(1)
      awake = done
      listening.send(JSObject().put("wake", true))
      done.await(seconds, TimeUnit.SECONDS)
    }
  }
}
