package cn.weige.app

import android.content.Context
import androidx.work.Constraints
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.NetworkType
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.Worker
import androidx.work.WorkerParameters
import java.util.concurrent.TimeUnit

/**
 * Delivers while nobody looks, when Android finds it a good moment: there is a network and the battery
 * isn't low. It wakes an app that is still in memory; one that was ended, or whose replica is locked,
 * stays as it is, for a locked replica can't be read by anybody, this app included.
 */
class Deliver(context: Context, parameters: WorkerParameters) : Worker(context, parameters) {
  override fun doWork(): Result {
    PhonePlugin.wake(PATIENCE_SECONDS)
    return Result.success()
  }

  companion object {
    /** Android ends such work after ten minutes. */
    private const val PATIENCE_SECONDS = 300L

    /** The shortest pause Android grants. */
    private const val EVERY_MINUTES = 15L

    /** Once for the phone, however often it is asked. */
    fun plan(context: Context) {
      val moment = Constraints.Builder()
        .setRequiredNetworkType(NetworkType.CONNECTED)
        .setRequiresBatteryNotLow(true)
        .build()
      val work = PeriodicWorkRequestBuilder<Deliver>(EVERY_MINUTES, TimeUnit.MINUTES)
        .setConstraints(moment)
        .build()
      androidx.work.WorkManager.getInstance(context)
        .enqueueUniquePeriodicWork("deliver", ExistingPeriodicWorkPolicy.KEEP, work)
    }
  }
}
